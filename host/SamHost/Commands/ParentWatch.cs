using Microsoft.Extensions.Hosting;
using SamHost.Plugins.Calls;

namespace SamHost.Commands;

/// <summary>Follows whoever started this process: the end of the standard input is their end, or their wish that the process comes to its own.</summary>
internal static class ParentWatch
{
    // Nobody is left who would end a call that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Stops the host at the end of the standard input, and ends the process where that does not.</summary>
    public static void Start(IHostApplicationLifetime lifetime) => new Thread(() =>
    {
        while (Console.In.Read() >= 0) continue;
        lifetime.StopApplication();
        Thread.Sleep(Patience);
        ProcessEnd.Now(Configuration.ExitCode.Cancelled);
    }) { IsBackground = true, Name = "parent" }.Start();
}
