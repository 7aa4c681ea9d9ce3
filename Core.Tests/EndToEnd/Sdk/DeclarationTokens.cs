using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>The tokens of a .d.ts file without its comments, and a position in them.</summary>
internal sealed partial class DeclarationTokens
{
    private readonly string _file;
    private readonly List<string> _tokens;

    public DeclarationTokens(string file)
    {
        _file = file;
        _tokens = [.. Token().Matches(Comment().Replace(File.ReadAllText(file), " ")).Select(match => match.Value)];
    }

    /// <summary>The position.</summary>
    public int At { get; set; }

    /// <summary>The token at the position; empty at the end.</summary>
    public string Next => Ahead(0);

    /// <summary>The token at an offset from the position.</summary>
    public string Ahead(int by) => At + by < _tokens.Count ? _tokens[At + by] : "";

    [GeneratedRegex(@"/\*.*?\*/|(?<=^|[\s;{}])//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|[A-Za-z_$#][\w$]*|-?\d[\w.]*|=>|\.\.\.|[^\s]""")]
    private static partial Regex Token();

    // After the closing bracket.
    public void SkipToClose(string close)
    {
        for (int depth = 0; ; At++)
        {
            if (depth == 0 && Next == close)
            {
                At++;
                return;
            }

            depth += Next is "(" or "[" or "{" ? 1 : Next is ")" or "]" or "}" ? -1 : 0;
            if (Next.Length == 0 || depth < 0)
            {
                throw new InvalidOperationException($"{_file}: a '{close}' is missing");
            }
        }
    }

    // To the end of the statement: a ; or , or a closing bracket outside inner brackets.
    public void SkipUntil()
    {
        int depth = 0;
        for (; At < _tokens.Count; At++)
        {
            if (depth == 0 && Next is ";" or "," or ")" or "]" or "}")
            {
                return;
            }

            depth += Next is "(" or "[" or "{" or "<" ? 1 : Next is ")" or "]" or "}" or ">" ? -1 : 0;
        }
    }

    public void SkipStatement()
    {
        int depth = 0;
        for (; At < _tokens.Count; At++)
        {
            if (depth == 0 && Next == ";")
            {
                At++;
                return;
            }

            depth += Next is "(" or "[" or "{" ? 1 : Next is ")" or "]" or "}" ? -1 : 0;
            if (depth == 0 && Next == "}" && At + 1 < _tokens.Count && _tokens[At + 1] is not ("from" or ";" or ":" or "," or "="))
            {
                At++;
                return;
            }
        }
    }

    public void SkipArguments()
    {
        if (Next != "<")
        {
            return;
        }

        int depth = 0;
        do
        {
            depth += Next == "<" ? 1 : Next == ">" ? -1 : 0;
            At++;
        }
        while (depth > 0 && At < _tokens.Count);
    }

    public string Take() => At < _tokens.Count ? _tokens[At++] : throw new InvalidOperationException($"{_file} ends in the middle of a declaration");

    public void Expect(string token)
    {
        int at = At;
        if (Take() != token)
        {
            throw new InvalidOperationException($"{_file}: '{token}' expected after: {string.Join(' ', _tokens.Skip(Math.Max(0, at - 20)).Take(24))}");
        }
    }
}
