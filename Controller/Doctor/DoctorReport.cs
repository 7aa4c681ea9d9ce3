using System.Text.Json;

namespace BotBottle.Controller.Doctor;

/// <summary>The doctor's results.</summary>
/// <param name="User">The user of the examination; the isolation must be the same for root.</param>
/// <param name="Isolation">The examined backend.</param>
/// <param name="Probes">Every probe, in order.</param>
internal sealed record DoctorReport(string User, string Isolation, IReadOnlyList<ProbeResult> Probes)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>True if no probe failed.</summary>
    public bool Passed => Probes.All(probe => probe.Passed);

    /// <summary>Writes it for people, or as JSON: <c>{user, isolation, passed, probes: [{id, title, passed, tried, saw}]}</c>.</summary>
    public void Write(TextWriter output, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { User, Isolation, Passed, Probes }, Format));
            return;
        }

        foreach (var probe in Probes)
        {
            output.WriteLine($"{(probe.Passed ? "pass" : "FAIL")}  {probe.Title}");
            output.WriteLine($"      tried: {probe.Tried}");
            output.WriteLine($"      saw:   {probe.Saw}");
        }

        var failed = Probes.Count(probe => !probe.Passed);
        output.WriteLine(failed == 0
            ? $"all {Probes.Count} probes pass ({Isolation}, as {User})"
            : $"{failed} of {Probes.Count} probes FAIL ({Isolation}, as {User})");
    }
}
