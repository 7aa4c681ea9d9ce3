using System.Text;

namespace BotBottle.Controller.Folders;

/// <summary>The mounts of a process from /proc/PID/mountinfo (proc(5)).</summary>
/// <remarks>If several mounts cover each other, the process sees the last one.</remarks>
internal sealed class MountTable
{
    private readonly Dictionary<string, bool> _readOnly = [];

    /// <summary>Reads a table.</summary>
    /// <param name="text">The lines of mountinfo.</param>
    public MountTable(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // id parent major:minor root mount-point options ...
            var fields = line.Split(' ', 7);
            if (fields.Length >= 6)
            {
                _readOnly[Unescape(fields[4])] = fields[5].Split(',').Contains("ro");
            }
        }
    }

    /// <summary>True if something is mounted on a path.</summary>
    public bool Has(string path) => _readOnly.ContainsKey(path);

    /// <summary>Gets the first of the paths that is not a read-only mount; null if all are.</summary>
    public string? FirstOpen(IEnumerable<string> paths) => paths.FirstOrDefault(path => !_readOnly.GetValueOrDefault(path));

    /// <summary>Decodes spaces, tabs, newlines and backslashes, which are written as a backslash and three octal digits, byte by byte.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var escaped = Encoding.UTF8.GetBytes(field);
        var bytes = new List<byte>();
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == '\\' && i + 3 < escaped.Length)
            {
                bytes.Add((byte)(((escaped[i + 1] - '0') << 6) | ((escaped[i + 2] - '0') << 3) | (escaped[i + 3] - '0')));
                i += 3;
            }
            else
            {
                bytes.Add(escaped[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
