using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>Warnings and errors of host and plugins as lines for a person, each message once.</summary>
internal sealed class ConsoleLoggerProvider(IAnsiConsole console) : ILoggerProvider
{
    private readonly HashSet<string> _said = [];

    public ILogger CreateLogger(string categoryName) => new Line(this);

    public void Dispose()
    {
    }

    private void Say(LogLevel level, string message)
    {
        lock (_said)
        {
            if (_said.Add(message)) console.WriteLine($"{level.ToString().ToLowerInvariant()}: {message}");
        }
    }

    private sealed class Line(ConsoleLoggerProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) provider.Say(logLevel, formatter(state, exception));
        }
    }
}
