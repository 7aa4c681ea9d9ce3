using BotBottle.Core.Control;
using BotBottle.Core.Dlp;

namespace BotBottle.Controller.Definitions;

/// <summary>
/// Finds the values in a file of credentials in any format: netrc, npmrc, dotenv, INI, JSON, YAML, PEM. A value is a run of characters without spaces, quotes,
/// commas and semicolons. Of <c>name=value</c> and <c>name: value</c> it is the part after the name. It needs at least 12 characters, with letters and digits;
/// after a word such as <c>password</c>, 8 characters suffice.
/// </summary>
internal static class SecretFile
{
    /// <summary>Most values of all entries together, because the variants of all are kept compiled.</summary>
    public const int MostValues = 256;

    private const int LeastWithoutName = 12;

    private static readonly char[] Separators = [' ', '\t', '\r', '"', '\'', '`', ',', ';', '{', '}', '[', ']', '(', ')', '<', '>'];

    private static readonly string[] Names = ["password", "passwd", "pass", "secret", "token", "authtoken", "apikey", "api_key", "key"];

    /// <summary>Reads the values; each is named by the file and the line.</summary>
    public static IReadOnlyList<SecretValue> Read(string name, string text)
    {
        List<SecretValue> values = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            bool named = false;
            foreach (string word in lines[i].Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            {
                int at = Value(word);
                string value = word[at..];
                bool asked = named || (at > 0 && IsName(word[..at]));
                if (asked ? value.Length >= KnownSecret.MinBytes : LooksLikeOne(value))
                {
                    values.Add(new SecretValue($"{name}:{i + 1}", value));
                }

                named = value.Length == 0 ? asked || IsName(word) : IsName(word) || (named && value is ":" or "=");
            }
        }

        return values;
    }

    // Finds the start of the value after name= or name:, but not in an address or after padding.
    private static int Value(string word)
    {
        // npm's lines begin with the registry of the token.
        int at = word.StartsWith("//", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : word.IndexOfAny(['=', ':']);
        return at < 0 || at > 64 || word.AsSpan(at + 1).StartsWith("//") || word.AsSpan(at).TrimStart('=').IsEmpty && word[at] == '=' && LooksLikeOne(word)
            ? 0
            : at + 1;
    }

    private static bool IsName(string word)
    {
        string name = word.TrimEnd('=', ':');
        return Names.Any(known => name.EndsWith(known, StringComparison.OrdinalIgnoreCase));
    }

    private static bool LooksLikeOne(string value) =>
        value.Length >= LeastWithoutName && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter) && !value.Contains("://", StringComparison.Ordinal);
}
