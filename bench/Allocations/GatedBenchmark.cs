using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

namespace BotBottle.Bench.Allocations;

/// <summary>A benchmark with limited allocations, with one set of its parameters.</summary>
/// <param name="Name"><c>Class.Method</c> without "Benchmarks" and "Async", and <c>[Parameter=Value]</c> if it has any.</param>
/// <param name="Case">The case of BenchmarkDotNet.</param>
internal sealed record GatedBenchmark(string Name, BenchmarkCase Case)
{
    private const string ClassEnding = "Benchmarks";
    private const string MethodEnding = "Async";

    /// <summary>
    /// All benchmarks of this assembly, by name: each class with a <see cref="MemoryDiagnoserAttribute"/>, each method except those with a
    /// <see cref="YardstickAttribute"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">A benchmark uses a feature that <see cref="AllocationMeter"/> does not support.</exception>
    public static IReadOnlyList<GatedBenchmark> All() =>
    [
        .. Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.IsDefined(typeof(MemoryDiagnoserAttribute)))
            .SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases)
            .Where(found => !found.Descriptor.WorkloadMethod.IsDefined(typeof(YardstickAttribute)))
            .Select(found => new GatedBenchmark(NameOf(found), Supported(found)))
            .OrderBy(gated => gated.Name, StringComparer.Ordinal),
    ];

    private static string NameOf(BenchmarkCase found)
    {
        string type = Without(found.Descriptor.Type.Name, ClassEnding);
        string method = Without(found.Descriptor.WorkloadMethod.Name, MethodEnding);
        string parameters = string.Join(", ", found.Parameters.Items.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name}={one.Value}")));
        return parameters.Length == 0 ? $"{type}.{method}" : $"{type}.{method} [{parameters}]";
    }

    private static BenchmarkCase Supported(BenchmarkCase found) =>
        found is { HasArguments: false, Descriptor: { IterationSetupMethod: null, IterationCleanupMethod: null } }
            && found.Parameters.Items.All(one => !one.IsStatic)
        && !((MethodInfo?[])[found.Descriptor.WorkloadMethod, found.Descriptor.GlobalSetupMethod, found.Descriptor.GlobalCleanupMethod]).Any(ReturnsValueTask)
            ? found
            : throw new NotSupportedException(
                $"{found.Descriptor.Type.Name}: the allocation gate knows GlobalSetup, GlobalCleanup, Task and parameters of the instance; no arguments of "
                    + "methods, no IterationSetup, no ValueTask");

    private static bool ReturnsValueTask(MethodInfo? method) =>
        method?.ReturnType is { } type && (type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)));

    private static string Without(string name, string ending) => name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
}
