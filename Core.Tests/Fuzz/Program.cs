using System.Diagnostics;
using System.Globalization;
using BotBottle.Fuzz;

// dotnet run -c Release --project Core.Tests/Fuzz -- [TARGET...] [--minutes N] [--seed N]
TimeSpan hangsAfter = TimeSpan.FromSeconds(20); // of processor time, which other programs may use
double minutes = 1;
int seed = Random.Shared.Next();
List<FuzzTarget> targets = [];
for (int i = 0; i < args.Length; i++)
{
    bool hasValue = i + 1 < args.Length;
    if (args[i] == "--minutes" && hasValue && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out minutes))
    {
        i++;
    }
    else if (args[i] == "--seed" && hasValue && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed))
    {
        i++;
    }
    else if (FuzzTargets.All.FirstOrDefault(target => target.Name == args[i]) is { } named)
    {
        targets.Add(named);
    }
    else
    {
        await Console.Error.WriteLineAsync($"'{args[i]}' is no target. Usage: [TARGET...] [--minutes N] [--seed N]; without a target, this list:");
        targets.Clear();
        args = [];
    }
}

if (targets.Count == 0)
{
    FuzzTargets.All.ToList().ForEach(target => Console.WriteLine(target.Name));
    return 2;
}

int findings = 0;
foreach (FuzzTarget target in targets)
{
    FuzzRun run = new(target, seed);
    Stopwatch clock = Stopwatch.StartNew();
    (long Execution, TimeSpan Began) seen = default;
    using Timer watch = new(
        _ =>
        {
            TimeSpan used = Environment.CpuUsage.TotalTime;
            if (seen.Execution != run.Executions)
            {
                seen = (run.Executions, used);
            }
            else if (used - seen.Began > hangsAfter)
            {
                Console.WriteLine($"{target.Name}: HANGS on {Keep(target, run.Current)}");
                Environment.Exit(1);
            }
        },
        null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    (byte[] Input, string Message)? found = run.Run(() => clock.Elapsed.TotalMinutes < minutes);
    double rate = run.Executions / clock.Elapsed.TotalSeconds;
    Console.WriteLine(
        $"{target.Name}: {run.Executions:N0} executions in {clock.Elapsed.TotalSeconds:N0} s, {rate:N0}/s, seed {seed}, "
            + $"{(found is null ? "no finding" : "FINDING")}");
    if (found is { } finding)
    {
        findings++;
        Console.WriteLine($"  {Keep(target, finding.Input)}\n  {finding.Message}");
    }
}

return findings == 0 ? 0 : 1;

// A finding is stored as a seed of the next build.
static string Keep(FuzzTarget target, byte[] input)
{
    string folder = Path.Combine("Core.Tests", "Fuzz", "Seeds", target.Name);
    Directory.CreateDirectory(folder);
    string file = Path.Combine(folder, Pieces.Hash(input).ToString("x8", CultureInfo.InvariantCulture));
    File.WriteAllBytes(file, input);
    return file;
}
