using System.CommandLine;
using System.CommandLine.Help;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary>The tree of all commands of the program.</summary>
internal static class CommandTree
{
    public static RootCommand Build(CommandHost host)
    {
        RootCommand root = new("Runs AI coding agents in bottles: their only way out is a proxy that meters, limits and cuts it.");
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples(
        [
            "bot-bottle demo                                        a demonstration on this machine, no key needed",
            "bot-bottle run --budget claude=500k -- claude          an agent in a bottle, with a budget",
            "bot-bottle ps                                          what runs, and how much it has spent",
            "bot-bottle dashboard                                   the same live, with approvals, budgets and events",
        ]);
        root.Add(DemoCommand.Create(host));
        root.Add(InitCommand.Create(host));
        root.Add(RunCommand.Create(host));
        root.Add(LoginCommand.Create(host));
        root.Add(PsCommand.Create(host));
        root.Add(DashboardCommand.Create(host));
        root.Add(UsageCommand.Create(host));
        root.Add(BudgetCommand.Create(host));
        root.Add(CutCommand.Create(host));
        root.Add(RestoreCommand.Create(host));
        root.Add(FreezeCommand.Create(host));
        root.Add(ResumeCommand.Create(host));
        root.Add(KillCommand.Create(host));
        root.Add(WorkCommands.CreateFetch(host));
        root.Add(WorkCommands.CreateDiff(host));
        root.Add(WatchCommand.Create(host));
        root.Add(WorkCommands.CreateMerge(host));
        root.Add(WorkCommands.CreateApply(host));
        root.Add(RemoveCommands.CreateRemove(host));
        root.Add(RemoveCommands.CreatePrune(host));
        root.Add(ApprovalsCommand.Create(host));
        root.Add(DecideCommand.CreateApprove(host));
        root.Add(DecideCommand.CreateReject(host));
        root.Add(DecideCommand.CreateRevoke(host));
        root.Add(LogCommand.Create(host));
        root.Add(ExplainCommand.Create(host));
        root.Add(CheckCommand.Create(host));
        root.Add(DoctorCommand.Create(host));
        root.Add(CaCommand.Create(host));
        root.Add(ProxyCommand.Create(host));
        root.Add(ControllerCommand.Create(host));
        TextValues.Check(root);
        FitHelp(root, host);
        return root;
    }

    private static void FitHelp(Command command, CommandHost host)
    {
        foreach (HelpWithExamples help in command.Options.OfType<HelpOption>().Select(option => option.Action).OfType<HelpWithExamples>())
        {
            help.Width = () => host.Screen()?.Width;
        }

        foreach (Command verb in command.Subcommands)
        {
            FitHelp(verb, host);
        }
    }
}
