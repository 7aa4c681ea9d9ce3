using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BotBottle.Core.Text;

namespace BotBottle.Core.Refusals;

/// <summary>Writes the bodies of refusals.</summary>
internal static class RefusalJson
{
    /// <summary>Codex prints some bodies verbatim, so an apostrophe must stay one. No body is ever put into HTML.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON-RPC 2.0, section 5.1: the first of the codes that servers define.</summary>
    private const int ServerError = -32000;

    /// <summary>The body of a refusal in plain HTTP.</summary>
    public static byte[] Plain(RefusalCode code, RefusalDetails details) => Write(json => WriteFacts(json, code, details, "error"));

    /// <summary>The body of a refusal of a model call.</summary>
    public static byte[] ForModelCall(RefusalCode code, RefusalDialect dialect, int status, RefusalDetails details) => Write(json =>
    {
        json.WriteStartObject();
        if (dialect == RefusalDialect.Anthropic)
        {
            json.WriteString("type", "error");
        }

        if (dialect == RefusalDialect.Bedrock)
        {
            BedrockError.Write(json, status, RefusalText.Message(code, details));
        }
        else if (dialect == RefusalDialect.Ollama)
        {
            json.WriteString("error", RefusalText.Message(code, details));
        }
        else
        {
            WriteError(json, code, dialect, status, details);
        }

        json.WritePropertyName("bot_bottle");
        WriteFacts(json, code, details);
        json.WriteEndObject();
    });

    /// <summary>The body of a refusal of an MCP message: an error of JSON-RPC. The id is null, because the message was not read.</summary>
    public static byte[] ForMcp(RefusalCode code, RefusalDetails details) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        json.WriteNull("id");
        json.WriteStartObject("error");
        json.WriteNumber("code", ServerError);
        json.WriteString("message", RefusalText.Message(code, details));
        json.WritePropertyName("data");
        WriteFacts(json, code, details);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>The events that end a stream of the dialect with an error that no client retries.</summary>
    public static byte[] TerminalEvent(RefusalCode code, RefusalDialect dialect, RefusalDetails details, bool atBoundary)
    {
        byte[] data = Write(json =>
        {
            json.WriteStartObject();
            switch (dialect)
            {
                case RefusalDialect.Responses or RefusalDialect.Codex:
                    json.WriteString("type", "response.failed");
                    json.WriteStartObject("response");
                    json.WriteString("object", "response");
                    json.WriteString("status", "failed");
                    json.WriteStartObject("error");

                    // The code that Codex treats as final in the middle of a stream; it retries any other five times.
                    json.WriteString("code", "insufficient_quota");
                    json.WriteString("message", RefusalText.Message(code, details));
                    json.WriteEndObject();
                    json.WriteNull("usage");
                    json.WriteEndObject();
                    break;
                case RefusalDialect.Anthropic:
                    json.WriteString("type", "error");
                    goto default;
                default:
                    WriteError(json, code, dialect, 402, details);
                    break;
            }

            json.WriteEndObject();
        });
        ReadOnlySpan<byte> name = dialect switch
        {
            RefusalDialect.Anthropic => "event: error\n"u8,
            RefusalDialect.Responses or RefusalDialect.Codex => "event: response.failed\n"u8,
            _ => default,
        };
        ReadOnlySpan<byte> end = dialect == RefusalDialect.Chat ? "data: [DONE]\n\n"u8 : default;
        return [.. atBoundary ? default : "\n\n"u8, .. name, .. "data: "u8, .. data, .. "\n\n"u8, .. end];
    }

    /// <summary>An error event of a WebSocket with the content of the HTTP refusal.</summary>
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

    private static void WriteError(Utf8JsonWriter json, RefusalCode code, RefusalDialect dialect, int status, RefusalDetails details)
    {
        if (dialect == RefusalDialect.Gemini)
        {
            GeminiError.Write(json, code, status, details);
            return;
        }

        string type = ErrorType(dialect, status);
        json.WriteStartObject("error");
        json.WriteString("type", type);
        json.WriteString("message", RefusalText.Message(code, details));
        if (dialect == RefusalDialect.Codex && status == 429)
        {
            if (details.ResetsAt is { } at)
            {
                json.WriteNumber("resets_at", at.ToUnixTimeSeconds());
            }
        }
        else if (dialect != RefusalDialect.Anthropic)
        {
            json.WriteNull("param");
            json.WriteString("code", ErrorCode(code, dialect, status, type));
        }

        json.WriteEndObject();
    }

    private static string ErrorType(RefusalDialect dialect, int status) => (dialect, status) switch
    {
        (RefusalDialect.Anthropic, 402) => "billing_error",
        (RefusalDialect.Anthropic, 429) => "rate_limit_error",
        (RefusalDialect.Anthropic, >= 500) => "api_error",
        (RefusalDialect.Codex, 429) => "usage_limit_reached",
        (_, 402) => "insufficient_quota",
        (_, 429) => "rate_limit_exceeded",
        (_, >= 500) => "server_error",
        _ => "invalid_request_error",
    };

    private static string ErrorCode(RefusalCode code, RefusalDialect dialect, int status, string type)
    {
        // Of all 503 responses Codex gives up at once only on this code. It should retry only a held budget.
        bool final = dialect == RefusalDialect.Codex && status == 503 && code != RefusalCode.BudgetHeld;
        return status is 402 or 429 ? type : final ? "server_is_overloaded" : WireNames.Of(code);
    }

    /// <param name="json">The writer.</param>
    /// <param name="code">The code.</param>
    /// <param name="details">The facts.</param>
    /// <param name="again">The name of a further member with the message: npm prints the member <c>error</c>.</param>
    private static void WriteFacts(Utf8JsonWriter json, RefusalCode code, RefusalDetails details, string? again = null)
    {
        json.WriteStartObject();
        json.WriteString("code", WireNames.Of(code));
        json.WriteString("message", RefusalText.Message(code, details));
        if (again is not null)
        {
            json.WriteString(again, RefusalText.Message(code, details));
        }

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
