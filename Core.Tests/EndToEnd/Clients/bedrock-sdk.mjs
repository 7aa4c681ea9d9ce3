// Calls of Amazon Bedrock with the stock SDK; prints what the client itself counted. bedrock-sdk.mjs [refused]
import {
  BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, InvokeModelCommand, InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const host = 'https://bedrock-runtime.us-east-1.amazonaws.com';
const client = new BedrockRuntimeClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'the-agents-own-secret', sessionToken: 'the-agents-own-session' },
  // Without this the client speaks HTTP/2 and nothing else.
  requestHandler: new NodeHttpHandler(),
});
const modelId = 'us.anthropic.claude-x-v1:0';
const arn = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-x-v1:0';
const converse = { modelId, messages: [{ role: 'user', content: [{ text: 'say hi' }] }], inferenceConfig: { maxTokens: 64 } };
const invoke = {
  modelId: arn,
  contentType: 'application/json',
  body: JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content: 'say hi' }] }),
};
const sumConverse = (usage) => usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens + usage.outputTokens;
const sumClaude = (usage) => usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens + usage.output_tokens;

async function streamConverse(onText, options) {
  let usage;
  for await (const event of (await client.send(new ConverseStreamCommand(converse), options)).stream) {
    if (event.contentBlockDelta) {
      onText(event.contentBlockDelta.delta.text);
    }
    usage = event.metadata?.usage ?? usage;
  }
  return sumConverse(usage);
}

async function streamInvoke() {
  const usage = {};
  for await (const event of (await client.send(new InvokeModelWithResponseStreamCommand(invoke))).body) {
    const inner = JSON.parse(new TextDecoder().decode(event.chunk.bytes));
    Object.assign(usage, inner.message?.usage, inner.usage);
  }
  return sumClaude(usage);
}

async function cancelled() {
  const abort = new AbortController();
  try {
    await streamConverse(() => abort.abort(), { abortSignal: abort.signal });
    return 'nothing';
  } catch (error) {
    await fetch(`${host}/cancelled`);
    return error.message;
  }
}

if (process.argv[2] === 'refused') {
  try {
    for (let i = 0; i < 100; i++) {
      await client.send(new ConverseCommand(converse));
    }
  } catch (error) {
    console.log(`${error.$metadata.httpStatusCode} ${error.name} after ${error.$metadata.attempts}: ${error.message}`);
  }
} else {
  let text = '';
  const whole = await client.send(new ConverseCommand(converse));
  const tokens = [
    sumConverse(whole.usage),
    await streamConverse((piece) => { text += piece; }),
    sumClaude(JSON.parse(new TextDecoder().decode((await client.send(new InvokeModelCommand(invoke))).body)).usage),
    await streamInvoke(),
  ];
  console.log(JSON.stringify({ text, tokens, cancelled: await cancelled() }));
}
