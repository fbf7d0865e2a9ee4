using Microsoft.Extensions.Logging;

namespace SamHost.Testing;

/// <summary>Keeps what was warned of last.</summary>
internal sealed class LastWarning : ILogger
{
    public string? Message { get; private set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Message = formatter(state, exception);
    }
}
