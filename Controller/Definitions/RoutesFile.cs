using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>Reads the routes file of <c>--routes</c>, with the credentials that it names.</summary>
internal static class RoutesFile
{
    /// <summary>Reads the file. If it is missing or invalid, nothing is started.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="written">The file as the operator named it; null to open the built-in providers' hosts.</param>
    /// <param name="added">Routes of the launch itself.</param>
    /// <exception cref="ConfigurationException">The file is invalid.</exception>
    /// <exception cref="CommandFailure">The file cannot be read, or a variable that it names has a value that no header field can contain.</exception>
    public static RunRoutes Load(CommandHost host, string? written, IReadOnlyList<Route> added)
    {
        if (written is null)
        {
            return With(host, null, RouteSet.BuiltIn, added, "built in");
        }

        string path = Path.GetFullPath(written, host.Folder);
        return With(host, path, Read(Paths.Real(path), written), added, written);
    }

    /// <summary>Gets routes with the credentials that they name.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="path">Their file; null if they come from bottles.</param>
    /// <param name="routes">The routes in the file or the bottles.</param>
    /// <param name="added">Routes of the launch itself.</param>
    /// <param name="name">Their name in messages.</param>
    /// <exception cref="CommandFailure">A variable that they name has a value that no header field can contain.</exception>
    public static RunRoutes With(CommandHost host, string? path, RouteSet routes, IReadOnlyList<Route> added, string name)
    {
        RouteSet open = routes with { Routes = [.. routes.Routes, .. added] };
        List<RouteSecret> secrets = [];
        foreach (string variable in VariablesOf(open))
        {
            if (host.Environment.GetValueOrDefault(variable, "") is { Length: > 0 } value)
            {
                secrets.Add(new RouteSecret(variable, RequireToken(variable, value)));
            }
            else
            {
                host.Complain($"warning: {name}: {variable} is not set, so the routes that name it refuse every request");
            }
        }

        return new RunRoutes(name, path, path is null ? null : Paths.Real(path), open, secrets) { Added = added };
    }

    /// <summary>Gets the variables that routes name.</summary>
    public static IEnumerable<string> VariablesOf(RouteSet routes) => routes.Routes.Select(route => route.Auth?.Variable).OfType<string>().Distinct();

    /// <summary>Reads the file alone.</summary>
    /// <param name="path">The path with its links followed: a link that appears later is an agent's.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="ConfigurationException">The file is invalid.</exception>
    /// <exception cref="CommandFailure">The file cannot be read.</exception>
    private static RouteSet Read(string path, string name)
    {
        string text;
        try
        {
            text = ConfigurationFile.Read(path, name, Links.Refuse);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                ExitCode.Usage, $"--routes: {FileTrouble.Say(path, name, failure)}; without its routes file no run starts",
                "A file with 'routes: []' denies everything.", failure);
        }

        return RoutesReader.Read(text, name);
    }

    private static string RequireToken(string variable, string value) => value.All(c => c is > ' ' and < (char)0x7F)
        ? value
        : throw new CommandFailure(
            ExitCode.Usage, $"the variable {variable}, which a route names, holds blanks, line ends or other characters that no credential has",
            "Set it to the credential alone.");
}
