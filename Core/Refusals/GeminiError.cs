using System.Globalization;
using System.Text.Json;
using BotBottle.Core.Text;

namespace BotBottle.Core.Refusals;

/// <summary>Writes the <c>error</c> member of Google's APIs (AIP-193): code, message, status, and details with the reason and the retry delay.</summary>
internal static class GeminiError
{
    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter json, RefusalCode code, int status, RefusalDetails details)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", status);
        json.WriteString("message", RefusalText.Message(code, details));
        json.WriteString("status", status switch
        {
            // opencode retries every response with these words, whatever its status (measured with 1.18.33).
            429 => "RESOURCE_EXHAUSTED",
            400 => "INVALID_ARGUMENT",
            >= 500 => "UNAVAILABLE",
            _ => "FAILED_PRECONDITION",
        });
        json.WriteStartArray("details");
        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        json.WriteString("reason", WireNames.Of(code).ToUpperInvariant());
        json.WriteString("domain", "bot-bottle");
        json.WriteEndObject();
        if (RefusalBuilder.RetryIn(code, RefusalDialect.Gemini, details) is { } seconds)
        {
            json.WriteStartObject();
            json.WriteString("@type", "type.googleapis.com/google.rpc.RetryInfo");
            json.WriteString("retryDelay", string.Create(CultureInfo.InvariantCulture, $"{seconds}s"));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
