using System.Diagnostics;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests;

/// <summary>
/// Runs every fuzz target over its seeds, earlier findings and mutations of them. A failure names the input. <c>dotnet run -c Release --project
/// Core.Tests/Fuzz</c> searches longer and stores a finding as a seed.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class FuzzTests
{
    private static IEnumerable<string> Targets() => FuzzTargets.All.Select(target => target.Name);

    [TestCaseSource(nameof(Targets))]
    public void A_short_campaign_finds_nothing(string name)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int mutations = 4_000;
        Run(name, 20_241, () => mutations-- > 0 && clock.Elapsed < TimeSpan.FromSeconds(1.5));
    }

    [TestCaseSource(nameof(Targets))]
    [Category("Long")]
    public void A_long_campaign_finds_nothing(string name)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Run(name, Random.Shared.Next(), () => clock.Elapsed < TimeSpan.FromMinutes(1));
    }

    private static void Run(string name, int seed, Func<bool> goesOn)
    {
        FuzzRun run = new(FuzzTargets.All.Single(target => target.Name == name), seed);
        (byte[] Input, string Message)? found = run.Run(goesOn);
        TestContext.Out.WriteLine($"{run.Executions} executions, seed {seed}");
        if (found is { } finding)
        {
            Assert.Fail($"seed {seed}: {Convert.ToHexString(finding.Input)} '{Pieces.Text(finding.Input)}': {finding.Message}");
        }
    }
}
