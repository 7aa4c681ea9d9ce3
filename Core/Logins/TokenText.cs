using System.Buffers.Text;
using System.Text.Json;

namespace BotBottle.Core.Logins;

/// <summary>Checks tokens, and reads the claims of those that are JSON Web Tokens (RFC 7519). Signatures are the vendor's to verify.</summary>
internal static class TokenText
{
    private const int LeastToken = 8;

    /// <summary>A header field of that length still fits into the heads that servers accept.</summary>
    private const int MostToken = 16 * 1024;

    private const int MostId = 256;

    /// <summary>True for visible ASCII of a credible length: such a text cannot end a header field.</summary>
    public static bool IsToken(string text) => text is { Length: >= LeastToken and <= MostToken } && text.All(c => c is > ' ' and < (char)0x7F);

    /// <summary>True for an id that can be the value of a header field.</summary>
    public static bool IsId(string text) => text is { Length: > 0 and <= MostId } && text.All(c => c is > ' ' and < (char)0x7F);

    /// <summary>The claims of a JSON Web Token; null if it is none.</summary>
    public static JsonElement? Claims(string token)
    {
        string[] parts = token.Split('.');
        try
        {
            JsonElement claims = parts.Length == 3 ? JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])) : default;
            return claims.ValueKind == JsonValueKind.Object ? claims : null;
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A member's text; null if it is missing or no text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A member's number; null if it is missing or no whole number.</summary>
    public static long? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long number) ? number : null;

    /// <summary>A member that is an object; the default if it is missing.</summary>
    public static JsonElement Object(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value : default;
}
