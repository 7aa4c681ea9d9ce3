namespace BotBottle.Controller.Doctor;

/// <summary>Parses the lines that the script in the bottle prints.</summary>
internal static class ProbeReader
{
    /// <summary>Makes one result for every probe of the catalog; the first line about a probe counts.</summary>
    /// <param name="output">Lines of id, pass or fail, the attempt, and the observation, separated by tabs.</param>
    /// <param name="ending">The text for a probe without a line.</param>
    public static IReadOnlyList<ProbeResult> Read(string output, string ending)
    {
        var lines = output.Split('\n').Select(line => line.Split('\t')).Where(fields => fields.Length == 4).ToLookup(fields => fields[0]);
        return
        [
            .. ProbeCatalog.All.Select(probe => lines[probe.Id].FirstOrDefault() is { } fields
                ? new ProbeResult(probe.Id, probe.Title, fields[1] == "pass", fields[2], fields[3])
                : new ProbeResult(probe.Id, probe.Title, false, "nothing", ending)),
        ];
    }
}
