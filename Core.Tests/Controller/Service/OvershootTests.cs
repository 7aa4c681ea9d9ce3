using BotBottle.Controller.State;
using BotBottle.Core.Budgets;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>64 simultaneous calls on a budget with room for ten: compares the overshoot of each gate with its documented bound.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OvershootTests
{
    private const int Calls = 64;
    private const int Room = 10;
    private const int MostOutput = 400;
    private const int MostInput = 300;

    [Test]
    public Task Twelve_rounds_stay_within_the_overshoot_bound([Values] BudgetGate gate) => MeasureAsync(gate, rounds: 12, seed: 1);

    [Test]
    [Category("Long")]
    public Task Two_hundred_rounds_stay_within_the_overshoot_bound([Values] BudgetGate gate) => MeasureAsync(gate, rounds: 200, seed: 20261128);

    private static async Task MeasureAsync(BudgetGate gate, int rounds, int seed)
    {
        using AdmissionBench bench = new();
        Random random = new(seed);
        long largest = 0;
        int admitted = 0;
        for (int round = 0; round < rounds; round++)
        {
            long limit = Room * (MostInput + MostOutput) / 2;
            (LiveRun run, Account account) = bench.NewRun(limit, gate);
            (long Input, long Output)[] real = [.. Enumerable.Range(0, Calls).Select(_ => ((long)random.Next(1, MostInput), (long)random.Next(1, MostOutput)))];
            (AdmissionVerdict Verdict, long Held)[] ends =
                await Task.WhenAll(real.Select((usage, call) => Task.Run(() => CallAsync(bench, run, $"{round}-{call}", usage, gate))));
            (long spent, long held, int inFlight, int waiting) = bench.Look(account);
            Assert.That((held, inFlight, waiting), Is.EqualTo((0, 0, 0)), $"round {round}: nothing remains");
            Assert.That(run.InFlight, Is.Empty);

            List<int> made = [.. Enumerable.Range(0, Calls).Where(call => ends[call].Verdict == AdmissionVerdict.Admitted)];
            Assert.That(spent, Is.EqualTo(made.Sum(call => real[call].Input + real[call].Output)), "exactly the admitted calls are charged");
            // One call, and the cost of the calls above their holds; with `off`, which holds nothing, the cost of all of them.
            long bound = gate == BudgetGate.Strict ? 0
                : MostInput + MostOutput + made.Sum(call => Math.Max(0, real[call].Input + real[call].Output - ends[call].Held));
            long overshoot = Math.Max(0, spent - limit);
            Assert.That(overshoot, Is.LessThanOrEqualTo(bound), $"round {round}");
            Assert.That(made, Is.Not.Empty);
            largest = Math.Max(largest, overshoot);
            admitted += made.Count;
        }

        TestContext.Out.WriteLine(
            $"{gate}: {rounds} rounds, largest overshoot {largest} of {Room * (MostInput + MostOutput) / 2}, {admitted / (double)rounds:0.0} calls admitted a "
                + "round");
    }

    private static async Task<(AdmissionVerdict Verdict, long Held)> CallAsync(
        AdmissionBench bench, LiveRun run, string exchange, (long Input, long Output) usage, BudgetGate gate)
    {
        // Gates that count know the input; the others have an error of at most a third.
        long known = gate is BudgetGate.Count or BudgetGate.Strict ? usage.Input : usage.Input * 2 / 3;
        AdmissionAnswer answer = await bench.AskAsync(run, exchange, known, MostOutput);
        if (answer.Verdict == AdmissionVerdict.Admitted)
        {
            await bench.SettleAsync(run, exchange, usage.Input, usage.Output);
        }
        else
        {
            Assert.That(answer.Verdict, Is.EqualTo(AdmissionVerdict.RateLimited));
        }

        return (answer.Verdict, answer.Hold);
    }
}
