// A system test mostly waits for other programs to start, so that three fit on two processors. A fixture shares no state with other fixtures.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
