using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using TagDirective = YamlDotNet.Core.Tokens.TagDirective;

namespace BotBottle.Core.Yaml;

/// <summary>
/// Reads the subset of YAML that configuration needs: mappings, lists and scalars (block scalars too). It refuses anchors, aliases, tags, directives, several
/// documents and duplicate keys, because each lets a file mean something else than it shows. It does no I/O: text in, nodes out.
/// </summary>
public sealed class YamlReader
{
    /// <summary>The maximum length of a text, in characters.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>The maximum nesting of values.</summary>
    public const int MaxDepth = 32;

    private readonly string _file;
    private readonly string _text;
    private readonly Parser _parser;

    private YamlReader(string text, string file)
    {
        _file = file;
        _text = text;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads one document.</summary>
    /// <param name="text">The file's text; a leading byte-order mark is skipped.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <returns>The document's value; null when the text holds none.</returns>
    /// <exception cref="ConfigurationException">The text is too long, is not YAML, holds misleading characters, or uses a refused feature.</exception>
    public static YamlNode? Read(string text, string file)
    {
        if (text.Length > MaxLength)
        {
            throw new ConfigurationException(new YamlMark(file, 1, 1), $"the file is longer than {MaxLength} characters");
        }

        VisibleText.Require(text, file);
        return new YamlReader(VisibleText.WithoutMark(text), file).ReadDocument();
    }

    private YamlNode? ReadDocument()
    {
        Next<StreamStart>();
        if (Next() is StreamEnd)
        {
            return null;
        }

        DocumentStart start = Current<DocumentStart>();
        if (start.Version is not null || start.Tags?.Any(tag => !IsDefault(tag)) == true)
        {
            throw Refuse(start, "YAML directives (%…) are not allowed");
        }

        YamlNode root = ReadNode(Next(), MaxDepth);
        Next<DocumentEnd>();
        ParsingEvent end = Next();
        return end is StreamEnd ? root : throw Refuse(end, "a second document ('---') is not allowed");
    }

    // The parser reports these two for every document, even if the file lacks them.
    private static bool IsDefault(TagDirective tag) => (tag.Handle, tag.Prefix) is ("!", "!") or ("!!", "tag:yaml.org,2002:");

    private YamlNode ReadNode(ParsingEvent start, int depth)
    {
        if (start is AnchorAlias)
        {
            throw Refuse(start, "aliases ('*name') are not allowed; write the value out. A text that starts with '*' needs quotes");
        }

        if (start is NodeEvent node)
        {
            RefuseDecoration(node);
        }

        return depth == 0 ? throw Refuse(start, $"values lie more than {MaxDepth} deep in one another") : start switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadList(start, depth - 1),
            MappingStart => ReadMapping(start, depth - 1),
            _ => throw Refuse(start, "expected a value"),
        };
    }

    private YamlScalar ReadScalar(Scalar scalar) => new(MarkOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);

    private YamlList ReadList(ParsingEvent start, int depth)
    {
        List<YamlNode> items = [];
        for (ParsingEvent item = Next(); item is not SequenceEnd; item = Next())
        {
            items.Add(ReadNode(item, depth));
        }

        return new YamlList(MarkOf(start), items);
    }

    private YamlMapping ReadMapping(ParsingEvent start, int depth)
    {
        List<YamlEntry> entries = [];
        Dictionary<string, YamlMark> seen = new(StringComparer.Ordinal);
        for (ParsingEvent next = Next(); next is not MappingEnd; next = Next())
        {
            if (ReadNode(next, depth) is not YamlScalar { Text.Length: > 0 } key)
            {
                throw Refuse(next, "a key must be a word");
            }

            VisibleText.RequireKey(key);

            if (!seen.TryAdd(key.Text, key.Mark))
            {
                throw new ConfigurationException(key.Mark, $"the key '{key.Text}' is given twice; first in line {seen[key.Text].Line}");
            }

            entries.Add(new YamlEntry(key, ReadNode(Next(), depth)));
        }

        return new YamlMapping(MarkOf(start), entries);
    }

    private void RefuseDecoration(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw Refuse(node, "anchors ('&name') are not allowed; write the value out. A text that starts with '&' needs quotes");
        }

        if (!node.Tag.IsEmpty)
        {
            throw Refuse(node, "tags ('!name') are not allowed. A text that starts with '!' needs quotes");
        }
    }

    private ParsingEvent Next()
    {
        try
        {
            // The parser always emits StreamEnd after a well-formed start, so a missing event is an error.
            return _parser.MoveNext() && _parser.Current is { } current
                ? current
                : throw new ConfigurationException(new YamlMark(_file, 1, 1), "the file ends too early");
        }
        catch (YamlException broken)
        {
            throw broken.Message.Contains("tab", StringComparison.Ordinal) && FindTab((int)broken.Start.Line) is { } tab
                ? new ConfigurationException(tab, "a tab in the indentation, which YAML does not allow: write blanks", broken)
                : new ConfigurationException(MarkOf(broken.Start), $"not valid YAML: {broken.Message}", broken);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            // The parser's exceptions for text after a leading '...' and for a tag that is no URI ('!!['). They carry no place.
            throw new ConfigurationException(MarkOf(_parser.Current?.End ?? Mark.Empty), $"not valid YAML: {broken.Message}", broken);
        }
    }

    // At a tab the parser stops, but reports the start of the enclosing value.
    private YamlMark? FindTab(int firstLine)
    {
        string[] lines = _text.Split('\n');
        for (int line = Math.Max(1, firstLine); line <= lines.Length; line++)
        {
            string text = lines[line - 1];
            int tab = text.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && text.AsSpan(0, tab).Trim(' ').IsEmpty && text.AsSpan(tab).Trim().Length > 0)
            {
                return new YamlMark(_file, line, tab + 1);
            }
        }

        return null;
    }

    private void Next<T>() where T : ParsingEvent
    {
        Next();
        Current<T>();
    }

    private T Current<T>() where T : ParsingEvent =>
        _parser.Current as T ?? throw Refuse(_parser.Current!, "not valid YAML here");

    private ConfigurationException Refuse(ParsingEvent at, string problem) => new(MarkOf(at), problem);

    private YamlMark MarkOf(ParsingEvent at) => MarkOf(at.Start);

    private YamlMark MarkOf(Mark mark) => new(_file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
