using BotBottle.Core.Logins;
using BotBottle.Core.Providers;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>Reads the settings key <c>logins</c>: the kept login that an agent uses where nothing nearer names one.</summary>
internal static class LoginSettingsReader
{
    public static IReadOnlyList<LoginUse> Read(YamlNode node)
    {
        string[] agents = [.. LoginAgent.All.Select(agent => agent.Name)];
        List<LoginUse> logins = [];
        foreach (YamlEntry entry in node.AsMapping("logins").Entries)
        {
            string agent = ProviderNames.Find(entry.Key.Text, agents) is { } found && logins.All(login => login.Agent != found)
                ? found
                : throw new ConfigurationException(entry.Key.Mark, $"logins: '{entry.Key.Text}' is no agent whose login is kept, or is given twice; there are "
                    + string.Join(", ", agents));
            string name = entry.Value.ReadText($"logins.{agent}", 64);
            logins.Add(LoginUse.IsName(name) ? new LoginUse(agent, name)
                : throw entry.Value.Expected($"logins.{agent}", "a login's name, as 'bot-bottle login ls' lists them"));
        }

        return logins;
    }
}
