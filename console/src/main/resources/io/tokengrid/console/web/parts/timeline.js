// What happened, in order, each step with the time since the first.
import * as format from '../format.js';
import { html } from '../ui.js';

/** @param steps { at, title, text?, note?, tone }, where `at` is null if the time is not known */
export function Timeline({ steps }) {
  const begin = new Date(steps[0].at).getTime();
  return html`<ol class="timeline">
    ${steps.map(
      (step, i) => html`<li class=${step.tone}>
        <div class="timeline-head">
          <strong>${step.title}</strong>
          ${step.at &&
          html`<time datetime=${step.at} title=${format.time(step.at)}>${i === 0 ? format.time(step.at) : `+${format.duration(new Date(step.at).getTime() - begin)}`}</time>`}
        </div>
        ${step.text && html`<div class="muted">${step.text}</div>`} ${step.note && html`<div class="timeline-note">${step.note}</div>`}
      </li>`,
    )}
  </ol>`;
}
