using System.Text;

namespace BotBottle.Core.Presets;

/// <summary>
/// Fills in what a preset's file leaves to the launch: <c>{{folder}}</c> is where the agent starts, <c>{{placeholder:PROVIDER}}</c> what stands in for a
/// provider's key, <c>{{placeholder_end:PROVIDER}}</c> its last twenty characters, <c>{{notice}}</c> what an agent should know about its bottle. In quotes a
/// value is escaped as JSON and TOML want it; elsewhere it stands as it is.
/// </summary>
public static class PresetText
{
    private const int EndLength = 20;

    /// <summary>The text with all of it filled in.</summary>
    /// <param name="text">The preset's text.</param>
    /// <param name="folder">Where the agent starts.</param>
    /// <param name="notice">What the agent should know.</param>
    /// <param name="placeholder">What stands in for the key of a provider.</param>
    /// <exception cref="FormatException">The text names something else.</exception>
    public static string Fill(string text, string folder, string notice, Func<string, string> placeholder)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(placeholder);
        StringBuilder filled = new();
        int done = 0;
        for (int open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", done, StringComparison.Ordinal))
        {
            int close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new FormatException("'{{' without '}}'");
            }

            string[] name = text[(open + 2)..close].Split(':');
            string value = name switch
            {
                ["folder"] => folder,
                ["notice"] => notice,
                ["placeholder", var provider] => placeholder(provider),
                ["placeholder_end", var provider] => End(placeholder(provider)),
                _ => throw new FormatException($"'{{{{{string.Join(':', name)}}}}}' stands for nothing"),
            };
            bool quoted = open > 0 && text[open - 1] == '"';
            filled.Append(text, done, open - done).Append(quoted ? Escape(value) : value);
            done = close + 2;
        }

        return filled.Append(text, done, text.Length - done).ToString();
    }

    // JSON's encoder writes what is beyond the basic plane as two surrogates, which TOML refuses.
    private static string Escape(string value) => string.Concat(value.Select(c => c switch
    {
        '"' or '\\' => $"\\{c}",
        < ' ' or '\u007f' => $"\\u{(int)c:X4}",
        _ => c.ToString(),
    }));

    private static string End(string placeholder) => placeholder.Length <= EndLength ? placeholder : placeholder[^EndLength..];
}
