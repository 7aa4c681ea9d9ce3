using System.Text;

namespace BotBottle.Bench.Corpus;

/// <summary>Texts of tool results: parts of real files in which the scanner finds nothing.</summary>
internal sealed class ToolResults
{
    private const int MostBytes = 24_000;
    private const int Wanted = 20_000;

    private readonly string[] _files;
    private readonly Random _random;

    /// <summary>Chooses files.</summary>
    public ToolResults(string folder, Random random)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        string[] all = [.. Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal)];
        random.Shuffle(all);
        (_files, _random) = (all[..Math.Min(all.Length, Wanted)], random);
    }

    /// <summary>The next text: a part of a file, with the numbers of its lines as some tools print them, or a listing of files.</summary>
    public string Next()
    {
        while (true)
        {
            string text = _random.Next(8) == 0 ? string.Join('\n', _random.GetItems(_files, 60)) : Part(_random.GetItems(_files, 1)[0]);
            text = _random.Next(3) == 0 ? Numbered(text) : text;
            if (text.Length > 0 && TextScan.Findings(Encoding.UTF8.GetBytes(text)).Count == 0)
            {
                return text;
            }
        }
    }

    private string Part(string file)
    {
        byte[] buffer = new byte[_random.Next(500, MostBytes)];
        using FileStream stream = File.OpenRead(file);
        stream.Position = _random.Next(2) == 0 || stream.Length <= buffer.Length ? 0 : _random.NextInt64(stream.Length - buffer.Length);
        int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        string text = Encoding.UTF8.GetString(buffer, 0, length);
        return text.Contains('\0', StringComparison.Ordinal) ? "" : text;
    }

    private static string Numbered(string text) =>
        string.Join('\n', text.Split('\n').Select((line, i) => FormattableString.Invariant($"{i + 1,6}\u2192{line}")));
}
