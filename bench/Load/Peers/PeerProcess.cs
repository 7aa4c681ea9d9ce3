using System.Diagnostics;
using System.Net.Sockets;

namespace BotBottle.Bench.Load.Peers;

/// <summary>A peer's process with its own folder, both removed at the end.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private PeerProcess(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
    }

    public int Id => _process.Id;

    /// <summary>Starts a program and waits until it listens.</summary>
    /// <exception cref="IOException">The program ended, or does not listen within 30 s; the message has its output.</exception>
    public static async Task<PeerProcess> StartAsync(DirectoryInfo folder, int port, string program, params string[] arguments)
    {
        string log = Path.Combine(folder.FullName, "output");
        Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", log, program, .. arguments]))!;
        PeerProcess peer = new(process, folder);
        for (long begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30) && !process.HasExited;)
        {
            using TcpClient probe = new();
            try
            {
                await probe.ConnectAsync("127.0.0.1", port);
                return peer;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
        string said = await File.ReadAllTextAsync(log);
        peer.Dispose();
        throw new IOException($"{program} does not listen on {port}: {said}");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
