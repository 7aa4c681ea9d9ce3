using System.Text.Json;

namespace BotBottle.Core.Refusals;

/// <summary>
/// Writes errors as AWS's REST-JSON services do: the name of the exception is in a header field and in <c>__type</c>, the text in <c>message</c>. All names
/// are of Bedrock's model, so that every SDK has a class for them.
/// </summary>
internal static class BedrockError
{
    /// <summary>The header field with the exception's name.</summary>
    public const string Field = "x-amzn-errortype";

    /// <summary>The exception for a status. Only the last two are names that SDKs retry.</summary>
    public static string NameOf(int status) => status switch
    {
        402 => "ServiceQuotaExceededException",
        429 => "ThrottlingException",
        >= 500 => "ServiceUnavailableException",
        _ => "ValidationException",
    };

    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter json, int status, string message)
    {
        json.WriteString("__type", NameOf(status));
        json.WriteString("message", message);
    }
}
