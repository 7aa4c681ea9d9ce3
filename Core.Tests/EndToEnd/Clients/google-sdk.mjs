// One streamed answer with the stock SDK; tells how it arrived.
import { GoogleGenAI } from '@google/genai';

const arrivals = [];
let text = '';
const stream = await new GoogleGenAI({ apiKey: 'placeholder' }).models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'say hi' });
for await (const chunk of stream) {
  arrivals.push(Date.now());
  text += chunk.text;
}
console.log(`${text} streamed ${arrivals.length} pieces ${arrivals.at(-1) - arrivals[0]} ms`);
