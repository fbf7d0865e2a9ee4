using System.CommandLine;
using SamHost.Benchmarks;
using SamHost.Benchmarks.Growth;
using SamHost.Benchmarks.MadeRuns;
using SamHost.Configuration;

var root = new RootCommand("Benchmarks of SamHost: ratios within one run, never absolute claims.");
root.Subcommands.Add(AllCommand.Create());
root.Subcommands.Add(StepCostCommand.Create());
root.Subcommands.Add(StepOverheadCommand.Create());
root.Subcommands.Add(PrecisionCostCommand.Create());
root.Subcommands.Add(StepMemoryCommand.Create());
root.Subcommands.Add(ExactnessCommand.Create());
root.Subcommands.Add(SynchronisationsCommand.Create());
root.Subcommands.Add(SynchronisationsCommand.CreateOfOneRule());
root.Subcommands.Add(GrowthCommand.Create());
root.Subcommands.Add(MadeRunsCommand.Create());
root.Subcommands.Add(ReadingCommand.Create());
root.Subcommands.Add(TelemetryCostCommand.Create());
root.Subcommands.Add(TelemetryOutageCommand.Create());
root.Subcommands.Add(ParallelCommand.Create());
root.Subcommands.Add(CollectorProcess.CreateCommand());
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (UserErrorException e)
{
    Console.Error.WriteLine(e.Message);
    return (int)ExitCode.Configuration;
}
