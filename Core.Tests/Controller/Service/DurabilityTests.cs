using System.Diagnostics;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>kill -9 of a real controller process during many reports: every acknowledged report is in the ledger, and each exactly once.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DurabilityTests
{
    private const int Reporters = 8;

    [Test]
    [Category("System")]
    public Task Five_kills_lose_nothing() => KillAsync(kills: 5, seed: 1);

    [Test]
    [Category("Long")]
    public Task Three_hundred_kills_lose_nothing() => KillAsync(kills: 300, seed: 2);

    private static async Task KillAsync(int kills, int seed)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("bb");
        Process controller = Serve(home.FullName);
        try
        {
            using ControllerClient client = new(Path.Combine(home.FullName, "controller.sock"));
            RunRegistered run = await UntilAnsweredAsync(() => client.RegisterAsync(new RunRegistration(
                "load", null, [], IsolationKind.None, null, new Dictionary<string, long> { ["claude"] = long.MaxValue / 4096 }, [], ["x"], "/tmp",
                Environment.ProcessId)));
            using CancellationTokenSource stop = new();
            long acknowledged = 0;
            Task<long>[] reporters = [.. Enumerable.Range(0, Reporters).Select(reporter => Task.Run(async () =>
            {
                using ControllerClientForProxy proxy = new(new ControllerAddress(Path.Combine(home.FullName, "proxy.sock"), run.Token));
                long next = 0;
                for (; !stop.IsCancellationRequested; next++)
                {
                    UsageReport report = TestController.Report($"{reporter}-{next}", next + 1);
                    UsageAcknowledgement answer = await UntilAnsweredAsync(() => proxy.ReportAsync([report]));
                    Assert.That(answer.Exchanges, Is.EqualTo(new[] { report.Exchange }));
                    Interlocked.Increment(ref acknowledged);
                }

                return next;
            }))];

            Random random = new(seed);
            for (int i = 0; i < kills; i++)
            {
                long until = Interlocked.Read(ref acknowledged) + random.Next(1, 200);
                using PeriodicTimer look = new(TimeSpan.FromMilliseconds(1));
                while (Interlocked.Read(ref acknowledged) < until && await look.WaitForNextTickAsync())
                {
                    Assert.That(reporters.Any(reporter => reporter.IsFaulted), Is.False);
                }

                controller.Kill();
                await controller.WaitForExitAsync();
                controller.Dispose();
                controller = Serve(home.FullName);
            }

            await stop.CancelAsync();
            long[] counts = await Task.WhenAll(reporters);
            RunView view = await UntilAnsweredAsync(() => client.RunAsync("load"));
            long tokens = counts.Sum(count => count * (count + 1) / 2);
            Assert.That((view.Requests, view.Budgets.Single().Spent), Is.EqualTo((counts.Sum(), tokens)));
            UsageRow row = (await client.UsageAsync("run")).Single();
            Assert.That((row.Requests, row.ChargedTokens), Is.EqualTo((counts.Sum(), tokens)));
            await TestContext.Out.WriteLineAsync($"{kills} kills, {counts.Sum()} reports, each in the ledger once");
        }
        finally
        {
            controller.Kill();
            await controller.WaitForExitAsync();
            controller.Dispose();
            home.Delete(recursive: true);
        }
    }

    /// <summary>A controller in its own process.</summary>
    public static Process Serve(string home) => Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "bot-bottle"), ["controller", "serve"])
        {
            Environment = { ["BOT_BOTTLE_HOME"] = home },
            WorkingDirectory = "/",
        })!;

    /// <summary>Retries until a controller responds, as a proxy does.</summary>
    public static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (ControllerException down) when (down.Status is null)
            {
                await pause.WaitForNextTickAsync();
            }
        }
    }
}
