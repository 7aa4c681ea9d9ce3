using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using BotBottle.Core.Control;
using BotBottle.Core.Providers;

namespace BotBottle.Core.Refusals;

/// <summary>The bodies of refusals.</summary>
internal static class RefusalJson
{
    /// <summary>Codex prints some bodies verbatim: an apostrophe is to be one there. Nothing here is ever put into HTML.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of an answer that is not to a model call.</summary>
    public static byte[] Plain(RefusalCode code, RefusalDetails details) => Write(json => WriteFacts(json, code, details));

    /// <summary>The body of an answer to a model call.</summary>
    public static byte[] ForModelCall(RefusalCode code, CallFormat format, int status, RefusalDetails details) => Write(json =>
    {
        json.WriteStartObject();
        if (format == CallFormat.AnthropicMessages)
        {
            json.WriteString("type", "error");
        }

        WriteError(json, code, format, status, details);
        json.WritePropertyName("bot_bottle");
        WriteFacts(json, code, details);
        json.WriteEndObject();
    });

    /// <summary>The events that end a stream of that dialect with an error that no client retries.</summary>
    public static byte[] TerminalEvent(RefusalCode code, CallFormat format, RefusalDetails details, bool atBoundary)
    {
        byte[] data = Write(json =>
        {
            json.WriteStartObject();
            switch (format)
            {
                case CallFormat.AnthropicMessages:
                    json.WriteString("type", "error");
                    WriteError(json, code, format, 429, details);
                    break;
                case CallFormat.OpenAiResponses:
                    json.WriteString("type", "response.failed");
                    json.WriteStartObject("response");
                    json.WriteString("object", "response");
                    json.WriteString("status", "failed");
                    json.WriteStartObject("error");

                    // The code that Codex takes for final in the middle of a stream; any other is retried five times.
                    json.WriteString("code", "insufficient_quota");
                    json.WriteString("message", RefusalText.Message(code, details));
                    json.WriteEndObject();
                    json.WriteNull("usage");
                    json.WriteEndObject();
                    break;
                case CallFormat.GeminiGenerateContent:
                    WriteError(json, code, format, 429, details);
                    break;
                default:
                    WriteError(json, code, CallFormat.OpenAiChat, 429, details);
                    break;
            }

            json.WriteEndObject();
        });
        ReadOnlySpan<byte> name = format switch
        {
            CallFormat.AnthropicMessages => "event: error\n"u8,
            CallFormat.OpenAiResponses => "event: response.failed\n"u8,
            _ => default,
        };
        ReadOnlySpan<byte> end = format is CallFormat.AnthropicMessages or CallFormat.OpenAiResponses or CallFormat.GeminiGenerateContent ? default : "data: [DONE]\n\n"u8;
        return [.. atBoundary ? default : "\n\n"u8, .. name, .. "data: "u8, .. data, .. "\n\n"u8, .. end];
    }

    /// <summary>An error event of a WebSocket that carries what the HTTP answer would.</summary>
    public static byte[] ErrorMessage(Refusal refusal, string? lane)
    {
        byte[] start = Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteNumber("status", refusal.Status);
            if (lane is not null)
            {
                json.WriteString("stream_id", lane);
            }

            json.WriteStartObject("headers");
            foreach ((string name, string value) in refusal.Fields)
            {
                json.WriteString(name.ToLowerInvariant(), value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });

        // The members of the HTTP body follow.
        return [.. start.AsSpan(0, start.Length - 1), (byte)',', .. refusal.Body.AsSpan(1)];
    }

    private static void WriteError(Utf8JsonWriter json, RefusalCode code, CallFormat format, int status, RefusalDetails details)
    {
        if (format == CallFormat.GeminiGenerateContent)
        {
            GeminiError.Write(json, code, status, details);
            return;
        }

        string type = ErrorType(code, format, status);
        json.WriteStartObject("error");
        json.WriteString("type", type);
        json.WriteString("message", RefusalText.Message(code, details));
        if (format == CallFormat.OpenAiResponses && status == 429)
        {
            if (details.ResetsAt is { } at)
            {
                json.WriteNumber("resets_at", at.ToUnixTimeSeconds());
            }
        }
        else if (format != CallFormat.AnthropicMessages)
        {
            json.WriteNull("param");
            json.WriteString("code", ErrorCode(code, format, status, type));
        }

        json.WriteEndObject();
    }

    private static string ErrorType(RefusalCode code, CallFormat format, int status) => (format, status) switch
    {
        (CallFormat.AnthropicMessages, 429) => code == RefusalCode.BudgetHeld ? "rate_limit_error" : "billing_error",
        (CallFormat.AnthropicMessages, >= 500) => "api_error",
        (CallFormat.OpenAiResponses, 429) => "usage_limit_reached",
        (_, 429) => code == RefusalCode.BudgetHeld ? "rate_limit_exceeded" : "insufficient_quota",
        (_, >= 500) => "server_error",
        _ => "invalid_request_error",
    };

    private static string ErrorCode(RefusalCode code, CallFormat format, int status, string type)
    {
        if (status == 429)
        {
            return type;
        }

        // Codex gives up at once on this code alone of all 503; a held budget is the one shortage that it is to try again.
        bool final = format == CallFormat.OpenAiResponses && status == 503 && code != RefusalCode.BudgetHeld;
        return final ? "server_is_overloaded" : WireNames.Of(code);
    }

    private static void WriteFacts(Utf8JsonWriter json, RefusalCode code, RefusalDetails details)
    {
        json.WriteStartObject();
        json.WriteString("code", WireNames.Of(code));
        json.WriteString("message", RefusalText.Message(code, details));
        Text("run", details.Run);
        Text("rule", details.Rule);
        Text("scope", details.Scope);
        Text("provider", details.Provider);
        if (details.Limit is { } limit)
        {
            json.WriteNumber("limit", limit);
            json.WriteNumber("spent", details.Spent ?? 0);
            Text("unit", details.Unit);
        }

        if (details.ResetsAt is { } at)
        {
            json.WriteNumber("resets_at", at.ToUnixTimeSeconds());
        }

        json.WriteEndObject();

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, RefusalText.Clean(value));
            }
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            content(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
