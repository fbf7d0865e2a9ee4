namespace SamHost.Contracts.Training;

/// <summary>
/// When an observer is called among the observers of a run: at every event the stages follow one another in this order. Within a stage,
/// those of the configuration come in their order there, and then the host's own.
/// </summary>
public enum ObserverStage
{
    /// <summary>
    /// The observer may stop the run or replace its weights, and every later stage sees the outcome. The default: an observer that names no
    /// stage may do anything.
    /// </summary>
    EarlyStopping,

    /// <summary>It measures the run or its model.</summary>
    Measure,

    /// <summary>It writes what was measured into the run's folder.</summary>
    Record,

    /// <summary>It shows or sends what happens: telemetry, progress.</summary>
    Follow,

    /// <summary>
    /// It keeps the state of the run (<see cref="IRunStateObserver"/>); the state of every earlier stage is then that of the event.
    /// </summary>
    Checkpoint,

    /// <summary>It says that the run has ended, once everything else is written.</summary>
    Finish,
}
