// The micro-benchmarks, one class per subject, in folders that mirror Core and Proxy. Run all or some from the repository's root:
//   dotnet run -c Release --project bench -- --filter '*'
//   dotnet run -c Release --project bench -- --filter '*HeadParse*'
// Their allocations compared with the limits in bench/allocations.json, and a rewrite of that file:
//   dotnet run -c Release --project bench -- allocations --check bench/allocations.json
//   dotnet run -c Release --project bench -- allocations --write bench/allocations.json
// The throughput of the outbound and the injection scanner, and the slowest inputs made to slow it down:
//   dotnet run -c Release --project bench -- dlp
// The findings of the outbound scanner in real files, and in the conversations of scripted agents with a test key in each fourth:
//   dotnet run -c Release --project bench -- corpus FOLDER…
//   dotnet run -c Release --project bench -- published FOLDER [RULE…]
//   dotnet run -c Release --project bench -- transcripts COUNT FOLDER
// The controller with a million rows in its ledger:
//   dotnet run -c Release --project bench -- store
// The dashboard over a busy host, and a host with ten runs for trying it by hand:
//   dotnet run -c Release --project bench -- dashboard
//   dotnet run -c Release --project bench -- dashboard live
// The controller's cost of watchers of a busy host, and their delay:
//   dotnet run -c Release --project bench -- watch
// The filter of an agent's terminal output, and run between a program and its terminal:
//   dotnet run -c Release --project bench -- terminal
// The whole proxy under load:
//   dotnet run -c Release --project bench -- load
using System.Reflection;
using BenchmarkDotNet.Running;
using BotBottle.Bench.Allocations;
using BotBottle.Bench.Corpus;
using BotBottle.Bench.Dashboard;
using BotBottle.Bench.Dlp;
using BotBottle.Bench.Load;
using BotBottle.Bench.Store;
using BotBottle.Bench.Terminals;
using BotBottle.Bench.Watch;

if (args is ["allocations", .. var options])
{
    return await AllocationsCommand.RunAsync(options);
}

if (args is ["load", .. var scenarios])
{
    return await LoadCommand.RunAsync(scenarios);
}

if (args is ["dlp", .. var words])
{
    return DlpCommand.Run(words.FirstOrDefault());
}

if (args is ["corpus", .. var folders])
{
    return CorpusCommand.Run(folders);
}

if (args is ["published", .. var published])
{
    return PublishedCommand.Run(published);
}

if (args is ["transcripts", .. var wanted])
{
    return TranscriptCommand.Run(wanted);
}

if (args is ["dashboard", "live", .. var folder])
{
    return await LiveHost.RunAsync(folder.FirstOrDefault());
}

if (args is ["dashboard"])
{
    return await DashboardCommand.RunAsync();
}

if (args is ["store"])
{
    return await StoreCommand.RunAsync();
}

if (args is ["terminal"])
{
    return TerminalCommand.Run();
}

if (args is ["watch"])
{
    return await WatchCommand.RunAsync();
}

var summaries = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
