// Chat and Responses, streamed and whole, with the stock SDK on the stock runtime; prints what the client itself counted.
import OpenAI from 'openai';

const client = new OpenAI();
let tokens = 0;
const messages = [{ role: 'user', content: 'say hi' }];
const chat = await client.chat.completions.create({ model: 'gpt-5', messages });
tokens += chat.usage.total_tokens;
const chunks = await client.chat.completions.create({ model: 'gpt-5', messages, stream: true, stream_options: { include_usage: true } });
for await (const chunk of chunks) {
  tokens += chunk.usage?.total_tokens ?? 0;
}
const response = await client.responses.create({ model: 'gpt-5', input: 'say hi' });
tokens += response.usage.total_tokens;
const events = await client.responses.create({ model: 'gpt-5', input: 'say hi', stream: true });
for await (const event of events) {
  if (event.type === 'response.completed') {
    tokens += event.response.usage.total_tokens;
  }
}
console.log(JSON.stringify({ text: response.output_text, tokens }));
