// One streamed answer with the stock SDK; each piece is confirmed to the server, which sends the next one only then.
import { GoogleGenAI } from '@google/genai';

let pieces = 0;
let text = '';
const stream = await new GoogleGenAI({ apiKey: 'placeholder' }).models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'say hi' });
for await (const chunk of stream) {
  pieces++;
  text += chunk.text;
  await (await fetch('https://generativelanguage.googleapis.com/seen')).text();
}
console.log(`${text} streamed ${pieces} pieces`);
