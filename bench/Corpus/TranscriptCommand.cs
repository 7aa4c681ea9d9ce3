using System.Globalization;
using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Corpus;

/// <summary>
/// <c>-- transcripts COUNT FOLDER</c>: makes conversations of scripted agents, whose tool results are parts of the folder's files, with a test key in each
/// fourth, and scans them. Prints each finding that is no planted key, and the planted keys that were found. The seed is fixed.
/// </summary>
internal static class TranscriptCommand
{
    private const int Seed = 19;
    private const int Each = 4;

    /// <summary>Makes the conversations and scans them. Fails if a planted key is missed.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var number, var folder] || !int.TryParse(number, CultureInfo.InvariantCulture, out int count) || !Directory.Exists(folder))
        {
            Console.Error.WriteLine("how many, and out of which folder? For example: transcripts 1000 ~/src");
            return 2;
        }

        Random random = new(Seed);
        RandomContent content = new(random);
        ToolResults results = new(folder, random);
        (long bytes, int planted, int found, int others) = (0, 0, 0, 0);
        for (int i = 0; i < count; i++)
        {
            PlantedKey? key = i % Each == 0 ? PlantedKey.Random(content) : null;
            int turn = random.Next(10);
            int asked = 0;
            string dialect = Transcript.Dialects[i / Each % Transcript.Dialects.Count];
            byte[] body = new Transcript(content, () => asked++ == turn && key is not null ? Among(results.Next(), key, random) : results.Next()).Body(dialect);
            bytes += body.Length;
            IReadOnlyList<DlpFinding> findings = TextScan.Findings(body);
            long at = key is null ? -1 : body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(key.Visible));
            DlpFinding? hit = key is null ? null : findings.FirstOrDefault(one =>
                one.Rule == key.Rule && one.Start < at + key.Visible.Length && one.Start + one.Length > at);
            planted += key is null ? 0 : 1;
            found += hit is null ? 0 : 1;
            if (key is not null && hit is null)
            {
                Console.WriteLine($"transcript {i}, {dialect}: missed: {key.Rule} at {at}");
            }

            foreach (DlpFinding finding in findings.Where(one => one != hit))
            {
                others++;
                Console.WriteLine($"transcript {i}, {dialect}, byte {finding.Start}: {finding.Rule}: {TextScan.Shape(body, finding)}");
            }
        }

        Console.WriteLine(FormattableString.Invariant(
            $"{count} transcripts, {bytes / 1e6:N0} MB: {found} of {planted} planted keys found, {others} other findings"));
        return found == planted ? 0 : 1;
    }

    // The key's text begins a line, as a part of a longer result.
    private static string Among(string text, PlantedKey key, Random random)
    {
        string[] lines = text.Split('\n');
        int at = random.Next(lines.Length + 1);
        return string.Join('\n', [.. lines[..at], key.Text, .. lines[at..]]);
    }
}
