/// The OpenAI dialect at the edge: what a chat request asks for, and how it goes on to a provider.
@NullMarked
package io.tokengrid.gateway.openai;

import org.jspecify.annotations.NullMarked;
