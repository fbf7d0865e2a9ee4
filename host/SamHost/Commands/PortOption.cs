using System.CommandLine;

namespace SamHost.Commands;

/// <summary>The option <c>--port</c> of what serves the live page.</summary>
internal static class PortOption
{
    private const int Highest = 65_535;

    /// <summary>The option; 0 where it is left out.</summary>
    public static Option<int> Port { get; } = Create();

    private static Option<int> Create()
    {
        var port = new Option<int>("--port") { Description = "The port of the page; any that is free if left out.", HelpName = "N" };
        port.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && int.TryParse(token.Value, out var number) && number is < 0 or > Highest)
                given.AddError($"--port is {number}; give 0 to {Highest}.");
        });
        return port;
    }
}
