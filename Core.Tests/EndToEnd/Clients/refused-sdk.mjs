// Calls of one SDK until its budget is spent; prints what its user sees then. refused-sdk.mjs anthropic|chat|responses|google
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';

const messages = [{ role: 'user', content: 'hi' }];
const calls = {
  anthropic: () => new Anthropic().messages.create({ model: 'claude-sonnet-4-5', max_tokens: 64, messages }),
  chat: () => new OpenAI().chat.completions.create({ model: 'gpt-5', messages }),
  responses: () => new OpenAI().responses.create({ model: 'gpt-5', input: 'hi' }),
  google: () => new GoogleGenAI({ apiKey: 'placeholder' }).models.generateContent({ model: 'gemini-2.5-flash', contents: 'hi' }),
};
try {
  // Usage is told after the answer: a call that follows at once may still pass.
  for (let i = 0; i < 100; i++) {
    await calls[process.argv[2]]();
  }
} catch (error) {
  console.log(`${error.status} ${error.message}`);
}
