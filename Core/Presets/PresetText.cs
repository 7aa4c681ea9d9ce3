using System.Text;

namespace BotBottle.Core.Presets;

/// <summary>
/// Fills the launch's values into a preset's file: <c>{{folder}}</c> is the agent's start folder, <c>{{placeholder:PROVIDER}}</c> the placeholder for a
/// provider's key, <c>{{placeholder_end:PROVIDER}}</c> its last twenty characters, <c>{{notice}}</c> the notice for agents. Inside quotes a value is escaped
/// for JSON and TOML; elsewhere it is inserted unchanged.
/// </summary>
public static class PresetText
{
    private const int EndLength = 20;

    /// <summary>Returns the text with all values filled in.</summary>
    /// <param name="text">The preset's text.</param>
    /// <param name="folder">The agent's start folder.</param>
    /// <param name="notice">The notice for the agent.</param>
    /// <param name="placeholder">Returns the placeholder for a provider's key.</param>
    /// <exception cref="FormatException">The text names an unknown value.</exception>
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
                _ => throw new FormatException($"'{{{{{string.Join(':', name)}}}}}' is an unknown placeholder"),
            };
            bool quoted = open > 0 && text[open - 1] == '"';
            filled.Append(text, done, open - done).Append(quoted ? Escape(value) : value);
            done = close + 2;
        }

        return filled.Append(text, done, text.Length - done).ToString();
    }

    // JSON's encoder writes characters beyond the basic plane as two surrogates, which TOML refuses.
    private static string Escape(string value) => string.Concat(value.Select(c => c switch
    {
        '"' or '\\' => $"\\{c}",
        < ' ' or '\u007f' => $"\\u{(int)c:X4}",
        _ => c.ToString(),
    }));

    private static string End(string placeholder) => placeholder.Length <= EndLength ? placeholder : placeholder[^EndLength..];
}
