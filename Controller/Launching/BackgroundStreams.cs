using System.IO.Pipes;
using BotBottle.Controller.Bottles;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Launching;

/// <summary>The streams of an agent that has no terminal: an empty input, and an output of which the first bytes are kept and the rest is read and dropped, so that it fills no disk.</summary>
internal sealed class BackgroundStreams : IAsyncDisposable
{
    private const int MaxBytes = 1 << 20;

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.None);
    private readonly SafeFileHandle _nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    // Our own standard error is the log: opened a second time, each of the two would write over the other from a place of its own.
    private readonly Stream _log = Console.OpenStandardError();
    private readonly Task _copying;

    /// <summary>Opens them.</summary>
    public BackgroundStreams() => _copying = CopyAsync();

    /// <summary>For the bottle.</summary>
    public BottleStreams Streams => new(_nothing, _pipe.ClientSafePipeHandle, _pipe.ClientSafePipeHandle);

    /// <summary>Waits for what is still on its way.</summary>
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

    // On a full disk the agent goes on, and nothing more of what it says is kept.
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
