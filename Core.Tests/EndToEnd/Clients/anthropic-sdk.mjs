// One streamed turn with the stock SDK on the stock runtime; prints what the client itself counted.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic();
const stream = client.messages.stream({ model: 'claude-sonnet-4-5', max_tokens: 64, messages: [{ role: 'user', content: 'say hi' }] });
const message = await stream.finalMessage();
const whole = await client.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 64, messages: [{ role: 'user', content: 'say hi' }] });
const sum = (usage) => usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0) + usage.output_tokens;
console.log(JSON.stringify({ text: message.content[0].text, tokens: sum(message.usage) + sum(whole.usage) }));
