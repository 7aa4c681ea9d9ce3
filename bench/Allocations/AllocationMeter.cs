using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Running;

namespace BotBottle.Bench.Allocations;

/// <summary>
/// Counts the bytes that a benchmark allocates per operation, on all threads, because a ledger's writer has its own thread. It takes the smallest of several
/// batches, because the runtime's own allocations, and a pooled box that another thread has, only add to a figure.
/// </summary>
internal static class AllocationMeter
{
    private const int Batches = 5;
    private const int MostTimes = 200;
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns the bytes per operation.</summary>
    /// <exception cref="InvalidOperationException">The benchmark threw.</exception>
    public static async Task<long> MeasureAsync(GatedBenchmark gated)
    {
        Descriptor benchmark = gated.Case.Descriptor;
        object subject = Activator.CreateInstance(benchmark.Type)!;
        foreach (ParameterInstance parameter in gated.Case.Parameters.Items)
        {
            benchmark.Type.GetProperty(parameter.Name)!.SetValue(subject, parameter.Value);
        }

        try
        {
            await RunAsync(benchmark.GlobalSetupMethod, subject);
            double bytes = await MeasureAsync(LoopOf(benchmark.WorkloadMethod, subject));
            await RunAsync(benchmark.GlobalCleanupMethod, subject);
            return (long)Math.Round(bytes / benchmark.OperationsPerInvoke);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{gated.Name}: {fault.Message}", fault);
        }
    }

    private static async Task<double> MeasureAsync(Func<int, Task> loop)
    {
        // The first batch compiles, creates statics and fills pools.
        await loop(1);
        long begun = Stopwatch.GetTimestamp();
        await loop(2);
        int times = (int)Math.Clamp(2 * BatchTime / Stopwatch.GetElapsedTime(begun), 1, MostTimes);
        double least = double.MaxValue;
        for (int i = 0; i < Batches; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await loop(times);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)times);
        }

        return least;
    }

    private static Task RunAsync(MethodInfo? method, object subject) =>
        method?.Invoke(subject, BindingFlags.DoNotWrapExceptions, null, null, null) as Task ?? Task.CompletedTask;

    // Each kind has a delegate of its own type, so that no result is boxed.
    private static Func<int, Task> LoopOf(MethodInfo method, object subject)
    {
        if (method.ReturnType == typeof(void))
        {
            return Loop(method.CreateDelegate<Action>(subject));
        }

        if (typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            return Loop(method.CreateDelegate<Func<Task>>(subject));
        }

        return (Func<int, Task>)typeof(AllocationMeter).GetMethod(nameof(LoopOfValues), Any)!.MakeGenericMethod(method.ReturnType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [method, subject], null)!;
    }

    private static Func<int, Task> LoopOfValues<T>(MethodInfo method, object subject)
    {
        Func<T> act = method.CreateDelegate<Func<T>>(subject);
        return Loop(() => _ = act());
    }

    private static Func<int, Task> Loop(Action act) => times =>
    {
        for (int i = 0; i < times; i++)
        {
            act();
        }

        return Task.CompletedTask;
    };

    private static Func<int, Task> Loop(Func<Task> act) => async times =>
    {
        for (int i = 0; i < times; i++)
        {
            await act();
        }
    };
}
