namespace SamHost.Configuration;

/// <summary>How the program ends.</summary>
public enum ExitCode
{
    /// <summary>All went well.</summary>
    Success = 0,

    /// <summary>A run failed.</summary>
    RunFailed = 1,

    /// <summary>The configuration or the command line is wrong.</summary>
    Configuration = 2,

    /// <summary>A plugin that the study needs was refused.</summary>
    PluginRefused = 3,

    /// <summary>
    /// Another process makes the run, or has taken it over: a scheduler may try again later. The number is that of <c>EX_TEMPFAIL</c>.
    /// </summary>
    OwnedElsewhere = 75,

    /// <summary>Cancelled by Ctrl-C or SIGTERM.</summary>
    Cancelled = 130,
}
