using System.Diagnostics;
using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Resources;

namespace BotBottle.Core.Tests.Controller.Bottles.Resources;

[Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class MemoryGaugeTests
{
    private const long MiB = 1L << 20;

    private const string Program = """
        import os, sys
        file = os.memfd_create('x')
        for line in sys.stdin:
            os.write(file, bytes(16 << 20))
            print('written', flush=True)
        """;

    [Test]
    public async Task A_file_in_memory_that_grows_slowly_reaches_the_limit()
    {
        using Process child = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-c", Program]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            BottleLimits limits = new(Processes: 512, Memory: 128 * MiB, Tmp: MiB, Home: MiB);
            using MemoryGauge gauge = new(new ProcessUse(() => [$"/proc/{child.Id}"], []), limits, () => null);
            LimitBreach? breach = gauge.Look(TimeSpan.Zero).Breach;
            for (int step = 1; breach is null && step <= 16; step++)
            {
                await child.StandardInput.WriteLineAsync();
                await child.StandardInput.FlushAsync();
                Assert.That(await child.StandardOutput.ReadLineAsync(), Is.EqualTo("written"));
                breach = gauge.Look(TimeSpan.FromSeconds(6 * step)).Breach;
            }

            Assert.That(breach?.Key, Is.EqualTo("memory"));
        }
        finally
        {
            child.Kill();
        }
    }
}
