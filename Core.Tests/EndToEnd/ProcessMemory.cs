using System.Globalization;
using System.Text;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The memory of a living process, as a core file of all of it would hold it.</summary>
internal static class ProcessMemory
{
    private const int Piece = 1 << 20;

    /// <summary>The processes in the bottle of a run.</summary>
    public static int[] InBottle(string run) => [.. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder))
        .Where(name => char.IsAsciiDigit(name[0]) && Environment(name).Contains($"BOT_BOTTLE_RUN={run}\0", StringComparison.Ordinal))
        .Select(name => int.Parse(name, CultureInfo.InvariantCulture))];

    /// <summary>The texts that a process holds in its memory, in ASCII or UTF-16.</summary>
    public static string[] Find(int pid, IEnumerable<string> texts)
    {
        string[] wanted = [.. texts];
        int overlap = wanted.Max(text => text.Length) * sizeof(char);
        HashSet<string> found = [];
        try
        {
            using FileStream memory = new($"/proc/{pid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] piece = new byte[Piece + overlap];
            foreach (string line in File.ReadLines($"/proc/{pid}/maps"))
            {
                string[] words = line.Split(' ', 3);
                ulong[] ends = [.. words[0].Split('-').Select(word => ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                for (ulong at = ends[0]; words[1][0] == 'r' && at < ends[1] && at < long.MaxValue; at += Piece)
                {
                    found.UnionWith(FindIn(Read(memory, at, piece.AsSpan(0, (int)Math.Min((ulong)piece.Length, ends[1] - at))), wanted));
                }
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, as a curl beside an agent does.
        }

        return [.. found];
    }

    /// <summary>The texts that some bytes hold, in ASCII or UTF-16.</summary>
    public static List<string> FindIn(ReadOnlySpan<byte> bytes, IEnumerable<string> texts)
    {
        List<string> found = [];
        foreach (string text in texts)
        {
            if (bytes.IndexOf(Encoding.ASCII.GetBytes(text)) >= 0 || bytes.IndexOf(Encoding.Unicode.GetBytes(text)) >= 0)
            {
                found.Add(text);
            }
        }

        return found;
    }

    // Pages of devices and of other processes' holes cannot be read.
    private static ReadOnlySpan<byte> Read(FileStream memory, ulong at, Span<byte> piece)
    {
        try
        {
            return piece[..RandomAccess.Read(memory.SafeFileHandle, piece, (long)at)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string Environment(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or belongs to another user
        }
    }
}
