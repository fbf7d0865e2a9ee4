using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Display;
using SamHost.Plugins;
using SamHost.Slurm;
using SamHost.Studies;
using SamHost.Telemetry;
using SamHost.Torch;
using SamHost.Training;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>The host that a verb runs in: every module, the console and the parsed command line.</summary>
internal static class HostComposition
{
    /// <summary>A builder with everything but the settings, which the verb adds.</summary>
    public static HostApplicationBuilder CreateBuilder(IAnsiConsole console, ParseResult arguments)
    {
        // The defaults would read appsettings.json another way, merging lists by index.
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = "samhost",
            ContentRootPath = Environment.CurrentDirectory,
            DisableDefaults = true,
        });
        builder.Logging.AddProvider(new ConsoleLoggerProvider(console));
        builder.Services
            .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true)
            .AddSingleton(console)
            .AddSingleton(arguments)
            .AddSingleton(TimeProvider.System)
            .AddHttpClient()
            .AddSamHostStudies()
            .AddSamHostPlugins()
            .AddSamHostTorch()
            .AddSamHostTraining()
            .AddSamHostTelemetry()
            .AddSamHostSlurm();
        return builder;
    }
}
