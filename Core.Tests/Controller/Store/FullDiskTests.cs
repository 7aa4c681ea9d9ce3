using System.Diagnostics;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Store;

/// <summary>A disk that is really full: a small tmpfs. Needs root to mount it.</summary>
[Category("System")]
public sealed class FullDiskTests
{
    [Test]
    public async Task Admissions_are_refused_reports_are_kept_by_their_proxy_and_nothing_is_lost()
    {
        if (Environment.UserName != "root" || !OperatingSystem.IsLinux())
        {
            Assert.Ignore("needs root to mount a tmpfs");
        }

        string home = Directory.CreateTempSubdirectory("bb").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", home);
        try
        {
            await FillAndFreeAsync(home);
        }
        finally
        {
            await RunAsync("umount", home);
            Directory.Delete(home);
        }
    }

    private static async Task FillAndFreeAsync(string home)
    {
        await using TestController controller = await TestController.StartAsync(home: home);
        using TestRun run = await controller.RegisterAsync(budget: 1_000_000);
        string ballast = Path.Combine(home, "ballast");
        long reported = 0;
        ControllerException? refused = null;
        Fill(ballast);
        for (int i = 0; i < 20_000 && refused is null; i++)
        {
            try
            {
                await run.Proxy.ReportAsync([TestController.Report($"x{i}", 1)]);
                reported++;
            }
            catch (ControllerException full)
            {
                refused = full;
            }
        }

        Assert.That(refused, Has.Property(nameof(ControllerException.Code)).EqualTo("store_unavailable").And.Message.Contains("the disk is full"));
        AdmissionAnswer answer = await run.AskAsync();
        Assert.That((answer.Verdict, answer.Message), Is.EqualTo((AdmissionVerdict.StoreUnavailable, refused!.Message)));
        Assert.That((await run.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(reported), "uncommitted calls are not counted");

        File.Delete(ballast);
        Assert.That((await run.AskAsync()).Verdict, Is.EqualTo(AdmissionVerdict.Admitted), "there is space again, without a restart");
        await run.Proxy.ReportAsync([TestController.Report($"x{reported}", 1)]);
        Assert.That((await run.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(reported + 1));
        await controller.StartAgainAsync();
        Assert.That((await controller.Client.StatusAsync()).LedgerRows, Is.EqualTo(reported + 1));
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(0), program);
    }
}
