using System.IO.Pipes;
using BotBottle.Controller.Bottles;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>
/// The streams of an agent without a terminal: an empty input, and an output whose first bytes are kept. The rest is read and dropped, so that it cannot fill
/// the disk.
/// </summary>
internal sealed class BackgroundStreams : IAsyncDisposable
{
    private const int MaxBytes = 1 << 20;

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.None);
    private readonly SafeFileHandle _nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    // Our own standard error is the log. If the file were opened a second time, each writer would overwrite the other at its own position.
    private readonly Stream _log = Console.OpenStandardError();
    private readonly Task _copying;

    /// <summary>Opens the streams.</summary>
    public BackgroundStreams() => _copying = CopyAsync();

    /// <summary>The streams to give to the bottle.</summary>
    public BottleStreams Streams => new(_nothing, _pipe.ClientSafePipeHandle, _pipe.ClientSafePipeHandle);

    /// <summary>Waits until all pending output is copied.</summary>
    public async ValueTask DisposeAsync()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        await _copying;
        await _log.DisposeAsync();
        await _pipe.DisposeAsync();
        _nothing.Dispose();
    }

    private async Task CopyAsync()
    {
        byte[] buffer = new byte[16384];
        long left = MaxBytes;
        for (int read; (read = await _pipe.ReadAsync(buffer)) > 0; left -= read)
        {
            if (left > 0 && !await TryWriteAsync(buffer.AsMemory(0, (int)Math.Min(read, left))))
            {
                left = 0;
            }
        }
    }

    // If the disk is full, the agent continues and the rest of its output is dropped.
    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _log.WriteAsync(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
