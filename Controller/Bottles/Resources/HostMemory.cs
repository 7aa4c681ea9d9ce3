using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>The host's memory from /proc/meminfo. The file stays open, because it is read many times a second when memory is short.</summary>
internal sealed class HostMemory : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle("/proc/meminfo", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    private readonly byte[] _buffer = new byte[8192];

    /// <summary>The host's memory in bytes.</summary>
    public long Total => Read("MemTotal:"u8);

    /// <summary>Bytes that programs can allocate before anything is swapped out.</summary>
    public long Available => Read("MemAvailable:"u8);

    /// <summary>Most bytes that all programs together can hold, in memory and swapped out; an upper bound for each of them.</summary>
    public long Used => Math.Max(0, Total - Available) + Read("SwapTotal:"u8) - Read("SwapFree:"u8);

    /// <summary>Bytes of memory used by in-memory files and segments.</summary>
    public long Shared => Read("Shmem:"u8);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <exception cref="IOException">The kernel does not report it.</exception>
    private long Read(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, RandomAccess.Read(_file, _buffer, 0));
        for (int at; (at = text.IndexOf(name)) >= 0; text = text[(at + name.Length)..])
        {
            if (at == 0 || text[at - 1] == '\n')
            {
                ReadOnlySpan<byte> rest = text[(at + name.Length)..].TrimStart((byte)' ');
                return Utf8Parser.TryParse(rest, out long kibibytes, out _) ? kibibytes * 1024 : throw new IOException("/proc/meminfo cannot be read");
            }
        }

        throw new IOException("/proc/meminfo does not tell what memory the host has");
    }
}
