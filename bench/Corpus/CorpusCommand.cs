using System.Buffers;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Corpus;

/// <summary>
/// <c>-- corpus FOLDER…</c>: scans all files below the folders, each as it is and as a string of JSON. Prints the findings with their place and shape, then
/// bytes and findings by kind of file. A kind is a folder directly below one of the folders.
/// </summary>
internal static class CorpusCommand
{
    private const double Gigabyte = 1e9;
    private const int MostBytes = 256 << 20;
    private const int Columns = 22;

    /// <summary>Scans the folders.</summary>
    public static int Run(string[] folders)
    {
        if (folders.Length == 0 || folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            Console.Error.WriteLine($"which folders? '{folders.FirstOrDefault(folder => !Directory.Exists(folder))}' is none; for example: corpus ~/src");
            return 2;
        }

        SortedDictionary<string, Kind> kinds = new(StringComparer.Ordinal);
        foreach (string folder in folders.Select(Path.GetFullPath))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*", Options()).Order(StringComparer.Ordinal))
            {
                string path = Path.GetRelativePath(folder, file);
                int slash = path.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal);
                string name = slash < 0 ? Path.GetFileName(folder) : path[..slash];
                if (!kinds.TryGetValue(name, out Kind? kind))
                {
                    kinds.Add(name, kind = new Kind());
                }

                Scan(file, path, kind);
            }
        }

        Print(kinds);
        return 0;
    }

    private static void Scan(string file, string path, Kind kind)
    {
        if (new FileInfo(file).Length > MostBytes)
        {
            Console.WriteLine($"{path}: left out, because it has more than 256 MiB");
            return;
        }

        byte[] text = File.ReadAllBytes(file);
        ArrayBufferWriter<byte> json = new(text.Length + 16);
        JsonForm.Write(text, json);
        kind.Files++;
        kind.Bytes += text.Length;
        IReadOnlyList<DlpFinding> raw = TextScan.Findings(text);
        IReadOnlyList<DlpFinding> escaped = TextScan.Findings(json.WrittenSpan);
        HashSet<string> known = [.. raw.Select(finding => finding.Fingerprint)];
        foreach (DlpFinding finding in raw)
        {
            kind.Add(finding);
            Console.WriteLine($"{path}:{TextScan.Line(text, finding.Start)}: {finding.Rule}: {TextScan.Shape(text, finding)}");
        }

        // A private key in JSON has another fingerprint, because its line ends are escaped.
        foreach (DlpFinding finding in escaped.Where(one => !known.Contains(one.Fingerprint)).Skip(raw.Count == escaped.Count ? raw.Count : 0))
        {
            kind.Add(finding);
            Console.WriteLine($"{path}: as JSON only: {finding.Rule}: {TextScan.Shape(json.WrittenSpan, finding)}");
        }
    }

    private static void Print(SortedDictionary<string, Kind> kinds)
    {
        Console.WriteLine();
        Console.WriteLine($"{"kind",-Columns}{"files",10}{"MB",10}{"findings",10}{"values",10}{"per GB",10}");
        foreach ((string name, Kind kind) in kinds)
        {
            Line(name, kind);
        }

        Kind all = new();
        foreach (Kind kind in kinds.Values)
        {
            all.Add(kind);
        }

        Line("sum", all);
        foreach (var rule in all.Findings.GroupBy(finding => finding.Rule).OrderByDescending(group => group.Count()))
        {
            int values = rule.Select(finding => finding.Fingerprint).Distinct().Count();
            Console.WriteLine($"{rule.Key,-Columns}{rule.Count(),30}{values,10}");
        }
    }

    private static void Line(string name, Kind kind) => Console.WriteLine(FormattableString.Invariant(
        $"{name,-Columns}{kind.Files,10}{kind.Bytes / 1e6,10:N0}{kind.Findings.Count,10}{kind.Values,10}{kind.PerGigabyte,10:N1}"));

    private static EnumerationOptions Options() =>
        new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    private sealed class Kind
    {
        public List<DlpFinding> Findings { get; } = [];

        public int Files { get; set; }

        public long Bytes { get; set; }

        public int Values => Findings.Select(finding => (finding.Rule, finding.Fingerprint)).Distinct().Count();

        public double PerGigabyte => Findings.Count * Gigabyte / Math.Max(Bytes, 1);

        public void Add(DlpFinding finding) => Findings.Add(finding);

        public void Add(Kind other)
        {
            Findings.AddRange(other.Findings);
            Files += other.Files;
            Bytes += other.Bytes;
        }
    }
}
