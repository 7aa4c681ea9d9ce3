using System.Diagnostics;
using BotBottle.Core.Client;

namespace BotBottle.Bench.Load;

/// <summary>The real controller in its own process, with a home that is removed with it.</summary>
internal sealed class ControllerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _home;
    private readonly Process _process;

    private ControllerProcess(DirectoryInfo home, Process process)
    {
        _home = home;
        _process = process;
        Client = new ControllerClient(Path.Combine(home.FullName, "controller.sock"));
    }

    public int Id => _process.Id;

    /// <summary>The operator's side.</summary>
    public ControllerClient Client { get; }

    /// <summary>The address for proxies.</summary>
    public string ProxySocket => Path.Combine(_home.FullName, "proxy.sock");

    /// <summary>Starts a controller and waits until it responds.</summary>
    /// <param name="settings">Its settings.yml.</param>
    public static async Task<ControllerProcess> StartAsync(string settings)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("bb-bench");
        await File.WriteAllTextAsync(Path.Combine(home.FullName, "settings.yml"), settings);
        ControllerProcess controller = new(home, Process.Start(new ProcessStartInfo(Installation.Cli, ["controller", "serve"])
        {
            Environment = { ["BOT_BOTTLE_HOME"] = home.FullName },
            WorkingDirectory = "/",
        })!);
        for (long begun = Stopwatch.GetTimestamp(); ; await Task.Delay(20))
        {
            try
            {
                await controller.Client.StatusAsync();
                return controller;
            }
            catch (ControllerException early) when (early.Code == ControllerException.Unreachable && Stopwatch.GetElapsedTime(begun) < Patience)
            {
                // The controller is still starting.
            }
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _home.Delete(recursive: true);
    }
}
