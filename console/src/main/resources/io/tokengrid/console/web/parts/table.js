// Tables: columns say how a row is shown; numbers stand to the right, one below the other.
import { html } from '../ui.js';

/**
 * @param columns { key, title, cell(row), number?, wide?, hint? }
 * @param foot a row for the sums, shown by each column's `foot(foot)`
 */
export function Table({ caption, columns, rows, keyOf, foot, compact }) {
  return html`<div class="table" tabindex="0" role="region" aria-label=${caption}>
    <table class=${compact ? 'compact' : ''}>
      <caption class="visually-hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class=${column.number ? 'number' : ''} title=${column.hint}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, i) => html`<tr key=${keyOf ? keyOf(row) : i}>
            ${columns.map((column, c) => cell(column, column.cell(row), c === 0))}
          </tr>`,
        )}
      </tbody>
      ${foot &&
      html`<tfoot>
        <tr>
          ${columns.map((column, c) => cell(column, column.foot ? column.foot(foot) : '', c === 0))}
        </tr>
      </tfoot>`}
    </table>
  </div>`;
}

function cell(column, content, first) {
  const classes = [column.number && 'number', column.wide && 'wrap'].filter(Boolean).join(' ');
  return first ? html`<th scope="row" class=${classes}>${content}</th>` : html`<td class=${classes}>${content}</td>`;
}
