using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>
/// Counts tokens as a provider with a prompt cache does: the longest common prefix with an earlier prompt is read from the cache, and the rest is fresh. It
/// keeps everything that the provider received.
/// </summary>
internal sealed class PromptCache
{
    private const int BytesPerToken = 4;

    private static readonly JsonSerializerOptions AsSent = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly List<byte[]> _prompts = [];
    private readonly Lock _lock = new();

    /// <summary>The heads, bodies and messages that the provider received.</summary>
    public IReadOnlyCollection<byte[]> Received => _received;

    /// <summary>The prompts, each in the order in which a model reads it, without marks for the cache.</summary>
    public IReadOnlyList<byte[]> Prompts
    {
        get
        {
            lock (_lock)
            {
                return [.. _prompts];
            }
        }
    }

    /// <summary>Keeps bytes that the provider received.</summary>
    public void Keep(byte[] bytes) => _received.Enqueue(bytes);

    /// <summary>Counts the tokens of a call.</summary>
    public TokenUsage Count(JsonObject call, long output)
    {
        byte[] prompt = PromptOf(call);
        lock (_lock)
        {
            int shared = _prompts.Select(earlier => earlier.AsSpan().CommonPrefixLength(prompt)).DefaultIfEmpty().Max();
            _prompts.Add(prompt);
            return new TokenUsage((prompt.Length - shared) / BytesPerToken, shared / BytesPerToken, 0, output, 0);
        }
    }

    private static byte[] PromptOf(JsonObject call)
    {
        StringBuilder prompt = new();
        foreach (string key in (string[])["tools", "instructions", "system", "messages", "input"])
        {
            foreach (JsonNode? part in call[key] is JsonArray list ? list : [call[key]?.DeepClone()])
            {
                // Claude Code's first block is a header field of its own, which its provider takes out.
                if (part is not null && part["text"]?.ToString().StartsWith("x-anthropic-billing-header", StringComparison.Ordinal) != true)
                {
                    prompt.Append(Unmarked(part.DeepClone())!.ToJsonString(AsSent)).Append('\n');
                }
            }
        }

        return Encoding.UTF8.GetBytes(prompt.ToString());
    }

    private static JsonNode? Unmarked(JsonNode? node)
    {
        if (node is JsonObject mapping)
        {
            mapping.Remove("cache_control");
            foreach ((_, JsonNode? value) in mapping)
            {
                Unmarked(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                Unmarked(item);
            }
        }

        return node;
    }
}
