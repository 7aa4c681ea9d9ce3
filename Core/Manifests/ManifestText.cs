using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>
/// A manifest: Markdown with YAML front matter. It begins with a line <c>---</c>, the YAML ends at the next such line, and the rest is the body.
/// </summary>
/// <param name="Front">The front matter's mapping; empty if there is no text between the two lines.</param>
/// <param name="Body">The body, without surrounding empty lines.</param>
public sealed record ManifestText(YamlMapping Front, string Body)
{
    private const string Fence = "---";

    /// <summary>Splits a manifest into front matter and body.</summary>
    /// <param name="text">The file's text; CRLF and a byte-order mark are accepted.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="ConfigurationException">The front matter is missing or not YAML.</exception>
    public static ManifestText Read(string text, string file)
    {
        if (text.Length > YamlReader.MaxLength)
        {
            throw new ConfigurationException(new YamlMark(file, 1, 1), $"the file is longer than {YamlReader.MaxLength} characters");
        }

        VisibleText.Require(text, file); // the body too: it is the agent's prompt, and an operator who trusts it has read it
        string[] lines = VisibleText.WithoutMark(text).Split('\n');
        if (lines[0].TrimEnd() != Fence)
        {
            throw new ConfigurationException(new YamlMark(file, 1, 1), "a manifest begins with a line '---', then YAML, then a line '---', then text");
        }

        int end = Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence);
        if (end < 0)
        {
            throw new ConfigurationException(new YamlMark(file, lines.Length, 1), "the front matter has no end: a line '---' is missing");
        }

        // An empty line in place of the fence keeps the line numbers of the file.
        string front = "\n" + string.Join('\n', lines[1..end]) + "\n";
        YamlMapping mapping = YamlReader.Read(front, file) switch
        {
            null or YamlScalar { IsNull: true } => new YamlMapping(new YamlMark(file, 1, 1), []),
            { } node => node.AsMapping("the front matter"),
        };
        return new ManifestText(mapping, string.Join('\n', lines[(end + 1)..]).Trim());
    }
}
